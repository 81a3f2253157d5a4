/**
 * Whether the text fits a pattern with `*` (any run of characters, also none) and `?` (exactly one character).
 * Linear in the usual case and never worse than pattern length times text length.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0;
  let here = 0;
  let star = -1;
  let resume = 0;
  while (here < text.length) {
    // The star comes first: in a text that itself holds a `*`, it must not be taken for an ordinary character.
    if (pattern[at] === '*') {
      star = at;
      resume = here;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[here])) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      resume += 1;
      at = star + 1;
      here = resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
