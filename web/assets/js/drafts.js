/**
 * What a trainee has typed and not yet got an answer to, kept in the browser across reloads and dropped connections.
 * An attempt is the text that was last sent with the id it was sent by: the same text goes by the same id again.
 */
const PREFIX = "amends:draft:";

/** @returns {{text: string, attempt: {id: string, text: string} | null}} */
export function draftOf(session) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + session) ?? "null");
    return { text: kept?.text ?? "", attempt: kept?.attempt ?? null };
  } catch {
    // Storage may be switched off, and what is in it may be somebody else's: then there is no draft.
    return { text: "", attempt: null };
  }
}

export function keepDraft(session, draft) {
  try {
    if (draft.text === "" && draft.attempt === null) localStorage.removeItem(PREFIX + session);
    else localStorage.setItem(PREFIX + session, JSON.stringify(draft));
  } catch {
    // A full or forbidden storage costs the draft after a reload and nothing else.
  }
}

/** A random UUID; randomUUID itself exists on secure pages only, and a training room may use plain HTTP. */
export function newReplyId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
