/**
 * Comforts of the editor: numbers that keep up with the text, remarks that lead to their line, and a text that is not
 * saved yet kept in the browser, until it is saved or the person signs out. Without it the form works as it stands.
 */
const PREFIX = "amends:source:";
const ROOM = 3;

class SourceEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.etag = this.querySelector("input[name=etag]");
    this.gutter = this.querySelector("[data-gutter]");
    this.key = PREFIX + this.dataset.persona;
    this.saved = this.text.value;
    this.text.addEventListener("input", () => this.changed());
    this.querySelector("[data-drop]").addEventListener("click", () => this.dropKept());
    this.addEventListener("click", (event) => this.goToLine(event));
    this.restore();
    this.number();
  }

  changed() {
    this.number();
    this.keep(this.text.value);
  }

  number() {
    const lines = this.text.value.split("\n").length + ROOM;
    this.text.rows = lines;
    while (this.gutter.childElementCount > lines) this.gutter.lastElementChild.remove();
    while (this.gutter.childElementCount < lines) {
      const span = document.createElement("span");
      span.textContent = this.gutter.childElementCount + 1;
      span.id = `line-${span.textContent}`;
      this.gutter.append(span);
    }
  }

  goToLine(event) {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    const lines = this.text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
    const column = Math.min(Number(link.dataset.column) - 1, lines[line - 1].length);
    this.gutter.children[line - 1].scrollIntoView({ block: "center" });
    this.text.focus({ preventScroll: true });
    this.text.setSelectionRange(start + column, start + lines[line - 1].length);
  }

  /** What was typed before a reload or a lost sign-in, unless this page answers to a text that was just sent. */
  restore() {
    const kept = this.kept();
    if ("typed" in this.dataset) this.keep(this.text.value);
    else if (kept === null || kept.text === this.saved) this.forget();
    else {
      this.text.value = kept.text;
      // It may be based on an older draft: saving then shows both texts instead of writing over the newer one.
      this.etag.value = kept.etag;
      this.querySelector("[data-restored]").hidden = false;
    }
  }

  dropKept() {
    this.forget();
    this.text.value = this.saved;
    this.etag.value = this.dataset.etag;
    this.querySelector("[data-restored]").hidden = true;
    this.number();
    this.text.focus();
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  keep(text) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ etag: this.etag.value, text }));
    } catch {
      // A full or forbidden storage costs the text after a reload and nothing else.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Then there is nothing to forget.
    }
  }
}

customElements.define("source-editor", SourceEditor);
