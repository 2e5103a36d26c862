const PRIMES = [0x01000193, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

/**
 * 32 hex digits that follow from the text, the same on every run. No cryptography: it names our own events, and loading
 * node:crypto for that would cost every cold start.
 */
export function stableId(text: string): string {
  return PRIMES.map((prime, lane) => {
    let hash = 0x811c9dc5 ^ lane;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
    hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
    return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
  }).join("");
}
