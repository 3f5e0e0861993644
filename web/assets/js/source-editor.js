/**
 * Comforts of the editor: numbers that keep up with the text, remarks that lead to their line, and a text that is not
 * saved yet kept in the browser, until it is saved or the person signs out. Without it the form works as it stands.
 *
 * Every page keeps its text under a name of its own in localStorage, which signing out empties. The tab remembers that
 * name only from one page to the next, so that two tabs never share one, not even a tab and its duplicate. A text whose
 * tab is gone is offered to the next one, never put in place of another.
 */
const PREFIX = "amends:source:";
const LEFT = "amends:source-left:";
const ROOM = 3;

class SourceEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.etag = this.querySelector("input[name=etag]");
    this.gutter = this.querySelector("[data-gutter]");
    this.checks = this.querySelector("#checks");
    const whose = `${this.dataset.who}:${this.dataset.persona}:`;
    this.names = PREFIX + whose;
    this.left = LEFT + whose;
    this.saved = this.text.value;
    this.checksOfSaved = [...(this.checks?.children ?? [])];
    this.arrive();
    this.text.addEventListener("input", () => this.changed());
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("htmx:afterSwap", () => this.checked());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem(this.left));
    this.restore();
    this.number();
  }

  changed() {
    this.number();
    this.keep();
  }

  clicked(event) {
    const { target } = event;
    const link = target.closest("[data-line]");
    if (link) this.goToLine(event, link);
    else if (target.closest("a[data-drop]")) this.forget();
    else if (target.closest("[data-drop]")) this.showSaved();
    else if (target.closest("[data-take]")) this.take();
    else if (target.closest("[data-throw-away]")) this.throwAway();
  }

  number() {
    if (!this.gutter) return;
    const lines = this.text.value.split("\n").length + ROOM;
    // The marks are of lines that may have moved.
    if (lines !== this.text.rows) this.mark([]);
    this.text.rows = lines;
    while (this.gutter.childElementCount > lines) this.gutter.lastElementChild.remove();
    while (this.gutter.childElementCount < lines) {
      const span = document.createElement("span");
      span.textContent = this.gutter.childElementCount + 1;
      span.id = `line-${span.textContent}`;
      this.gutter.append(span);
    }
  }

  goToLine(event, link) {
    event.preventDefault();
    const lines = this.text.value.split("\n");
    const line = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
    const column = Math.min(Number(link.dataset.column) - 1, lines[line - 1].length);
    this.gutter.children[line - 1].scrollIntoView({ block: "center" });
    this.text.focus({ preventScroll: true });
    this.text.setSelectionRange(start + column, start + lines[line - 1].length);
  }

  /** The remarks are new: mark their lines, and go to them where they are out of sight, as above a long text. */
  checked() {
    this.mark(this.checks.querySelectorAll("[data-line]"));
    const { top, bottom } = this.checks.getBoundingClientRect();
    if (bottom > 0 && top >= 0 && top < innerHeight) return;
    this.checks.focus({ preventScroll: true });
    this.checks.parentElement.scrollIntoView();
  }

  mark(remarks) {
    for (const number of this.gutter.children) number.removeAttribute("class");
    // The first remark on a line says what its mark is.
    for (const { dataset } of [...remarks].reverse()) {
      this.gutter.children[dataset.line - 1]?.setAttribute("class", `gutter-${dataset.severity}`);
    }
  }

  /** What was typed before a reload or a lost sign-in; nothing after saving. */
  restore() {
    const kept = this.kept();
    if ("saved" in this.dataset) {
      this.forget();
      // Reloading this address later is no answer to saving.
      history.replaceState(null, "", location.pathname);
    } else if ("typed" in this.dataset) {
      // The page answers to a text that was just sent, unless somebody typed on below that answer and reloads it now.
      if (kept?.base === this.saved && kept.text !== this.saved) this.show(kept);
      else if (kept?.text !== this.saved) this.keep();
    } else if (kept && kept.text !== this.saved) this.show(kept);
    else {
      this.forget();
      this.offer();
    }
  }

  show(kept) {
    this.text.value = kept.text;
    // It may be based on an older draft: saving then shows both texts instead of writing over the newer one.
    this.etag.value = kept.etag;
    this.querySelector("[data-restored]").hidden = false;
    const unchecked = this.querySelector("template[data-unchecked]");
    if (!unchecked) return;
    this.checks.replaceChildren(unchecked.content.cloneNode(true));
    this.mark([]);
  }

  showSaved() {
    this.forget();
    this.text.value = this.saved;
    this.etag.value = this.dataset.etag;
    this.querySelector("[data-restored]").hidden = true;
    this.number();
    this.checks.replaceChildren(...this.checksOfSaved);
    this.mark(this.checks.querySelectorAll("[data-line]"));
    this.text.focus();
  }

  /** Texts of tabs that are gone, or of other ones: the newest, if it differs from what is saved. */
  offer() {
    const others = this.others().filter(([key, kept]) => {
      if (kept.text !== this.saved) return true;
      localStorage.removeItem(key);
      return false;
    });
    this.offered = others.sort(([, one], [, other]) => other.at - one.at)[0];
    const notice = this.querySelector("[data-offered]");
    notice.hidden = !this.offered;
    if (!this.offered) return;
    const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
    notice.querySelector("[data-offered-at]").textContent = format.format(this.offered[1].at);
  }

  take() {
    const [key, kept] = this.offered;
    // What was typed here meanwhile stays kept under the old name.
    if (this.text.value !== this.saved) this.key = this.newKey();
    localStorage.removeItem(key);
    this.show(kept);
    this.changed();
    this.querySelector("[data-offered]").hidden = true;
    this.text.focus();
  }

  throwAway() {
    localStorage.removeItem(this.offered[0]);
    this.offer();
    this.text.focus();
  }

  /** Take over what the page before left in this tab, under a new name. */
  arrive() {
    this.key = this.newKey();
    try {
      const left = sessionStorage.getItem(this.left);
      const kept = left && localStorage.getItem(left);
      sessionStorage.removeItem(this.left);
      if (!kept) return;
      localStorage.setItem(this.key, kept);
      localStorage.removeItem(left);
    } catch {
      // Storage may be switched off: then nothing was kept.
    }
  }

  leave() {
    try {
      sessionStorage.setItem(this.left, this.key);
    } catch {
      // Then the text is offered instead.
    }
  }

  newKey() {
    return this.names + Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  }

  kept() {
    return read(this.key);
  }

  others() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.names) && key !== this.key);
      return keys.map((key) => [key, read(key)]).filter(([, kept]) => kept);
    } catch {
      return [];
    }
  }

  keep() {
    const kept = { text: this.text.value, etag: this.etag.value, base: this.saved, at: Date.now() };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
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

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

customElements.define("source-editor", SourceEditor);
