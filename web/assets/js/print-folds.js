/** Opens the folds of a page for printing and folds them again: paper can't be clicked. */
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open], [data-stays-folded])")) {
    fold.open = true;
    fold.dataset.openedForPrint = "";
  }
});

addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened-for-print]")) {
    fold.open = false;
    delete fold.dataset.openedForPrint;
  }
});
