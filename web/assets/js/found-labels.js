/** Makes the labels found in a reply into buttons that light up the words they rest on. */
class FoundLabels extends HTMLElement {
  connectedCallback() {
    for (const chip of this.querySelectorAll("span.chip")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = chip.className;
      button.textContent = chip.textContent;
      button.dataset.label = chip.dataset.label;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => this.#toggle(button));
      chip.replaceWith(button);
    }
  }

  #toggle(chosen) {
    const lit = chosen.getAttribute("aria-pressed") !== "true";
    for (const button of this.querySelectorAll("button.chip")) {
      button.setAttribute("aria-pressed", String(lit && button === chosen));
    }
    const reply = document.getElementById(`reply-${this.dataset.turn}`);
    for (const mark of reply.querySelectorAll("mark")) {
      mark.toggleAttribute("data-lit", lit && mark.dataset.labels.split(" ").includes(chosen.dataset.label));
    }
  }
}

customElements.define("found-labels", FoundLabels);
