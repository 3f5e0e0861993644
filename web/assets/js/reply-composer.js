/**
 * The reply form: keeps the draft, counts characters, sends with Ctrl+Enter, shows the reply while its answer is awaited,
 * and gives every text one id, so that trying again never says it twice. Without it the form posts and the page reloads.
 */
import { draftOf, keepDraft, newReplyId } from "./drafts.js";

const touched = window.matchMedia("(pointer: coarse)");
const narrow = window.matchMedia("(max-width: 62rem)");
let shown = false;

class ReplyComposer extends HTMLElement {
  #attempt = null;
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#restore();
    this.#count();
    this.#text.addEventListener("input", () => this.#typed(), { signal });
    this.#text.addEventListener("keydown", (event) => this.#key(event), { signal });
    // In the capture phase, to be there before htmx reads the form.
    this.addEventListener("submit", (event) => this.#submit(event), { signal, capture: true });
    document.addEventListener("htmx:beforeRequest", (event) => this.#asked(event), { signal });
    document.addEventListener("htmx:afterRequest", (event) => this.#answered(event), { signal });
    if (!shown && location.hash.length < 2) this.#showLatest();
    shown = true;
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #form() {
    return this.querySelector("form.composer-form");
  }

  get #text() {
    return this.querySelector("textarea");
  }

  get #send() {
    return this.querySelector("[data-send]");
  }

  get #problem() {
    return this.querySelector("#reply-problem");
  }

  get #transit() {
    return document.getElementById("in-transit");
  }

  #restore() {
    const draft = draftOf(this.dataset.session);
    this.#attempt = draft.attempt;
    const arrived = this.#attempt && document.querySelector(`[data-reply-id="${CSS.escape(this.#attempt.id)}"]`);
    if (arrived) {
      if (draft.text === this.#attempt.text) draft.text = "";
      this.#attempt = null;
    }
    if (this.#text.value === "") this.#text.value = draft.text;
    this.#keep();
  }

  #keep() {
    keepDraft(this.dataset.session, { text: this.#text.value, attempt: this.#attempt });
  }

  #typed() {
    this.#keep();
    this.#count();
    this.#text.removeAttribute("aria-invalid");
  }

  #key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      if (!this.#send.disabled) this.#form.requestSubmit(this.#send);
    }
  }

  #count() {
    const longest = Number(this.dataset.longest);
    const length = [...this.#text.value].length;
    const count = this.querySelector("[data-count]");
    const number = new Intl.NumberFormat("en-GB");
    count.textContent = `${number.format(length)} of ${number.format(longest)} characters`;
    count.toggleAttribute("data-over", length > longest);
  }

  #submit(event) {
    if (event.target !== this.#form) return;
    if (this.hasAttribute("data-busy")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const text = this.#text.value;
    if (this.#attempt?.text !== text) this.#attempt = { id: newReplyId(), text };
    this.#form.elements.reply_id.value = this.#attempt.id;
    this.#keep();
  }

  #asked(event) {
    if (event.detail.elt !== this.#form) return;
    this.toggleAttribute("data-busy", true);
    this.#text.readOnly = true;
    this.#problem.replaceChildren();
    const sending = this.querySelector("template[data-sending]").content.cloneNode(true);
    sending.querySelector("[data-text]").textContent = this.#text.value;
    this.#foldEarlierNotes();
    this.#transit.replaceChildren(sending);
    this.#transit.scrollIntoView({ block: "nearest" });
  }

  #answered(event) {
    if (event.detail.elt !== this.#form) return;
    this.toggleAttribute("data-busy", false);
    this.#text.readOnly = false;
    this.#transit.replaceChildren();
    if (event.detail.successful) {
      this.#attempt = null;
      this.#text.value = "";
      this.#text.removeAttribute("aria-invalid");
      this.#typed();
      this.#showLatest();
    } else if (event.detail.xhr.status === 0) {
      this.#problem.replaceChildren(this.querySelector("template[data-offline]").content.cloneNode(true));
    }
    // With a keyboard on the screen there would be no room left to read what came.
    if (touched.matches) this.#text.blur();
    else this.#text.focus({ preventScroll: true });
  }

  /** The last reply on top; on one column what the customer answered, so that the notes below it are seen too. */
  #showLatest() {
    const turn = document.querySelector("#log > .turn:last-child:not(.turn-opening)");
    const answer = narrow.matches && turn?.querySelector(".bubble-customer");
    (answer || turn)?.scrollIntoView({ block: "start" });
  }

  /** Folds the notes on earlier replies when the next one is sent, and not when its answer comes: then nothing jumps. */
  #foldEarlierNotes() {
    for (const notes of document.querySelectorAll("#log .notes[open]")) notes.open = false;
  }
}

customElements.define("reply-composer", ReplyComposer);
