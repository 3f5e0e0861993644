/** Shows a time of the records in the reader's own zone and manner; without it the page says UTC. */
class LocalTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const moment = new Date(time.dateTime);
    time.textContent = moment.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  }
}

customElements.define("local-time", LocalTime);
