/** A page as the API gives it; `next` is the word for the page that follows. */
export type Page<T> = { items: readonly T[]; next: string | null };

/** Pages of a list from its begin on, without a gap. `after` is what a page was asked with; the first was asked without. */
export type Pages<T> = { pages: readonly (Page<T> & { after: string | undefined })[] };

export const firstPage = <T>({ items, next }: Page<T>): Pages<T> => ({ pages: [{ items, next, after: undefined }] });

/** What to ask the next page with; `undefined` at the end of the list. */
export function nextOf<T>({ pages }: Pages<T>): string | undefined {
  return pages.at(-1)?.next ?? undefined;
}

/** Puts a page behind the others, unless they have changed since it was asked for. */
export function append<T>(known: Pages<T>, after: string, { items, next }: Page<T>): Pages<T> {
  return nextOf(known) === after ? { pages: [...known.pages, { items, next, after }] } : known;
}

/**
 * Puts what a page holds now in its place. Where it ends elsewhere than before, the pages behind it go: they would
 * overlap or leave a gap, and are asked for again when somebody comes to them.
 */
export function replace<T>(known: Pages<T>, index: number, after: string | undefined, fresh: Page<T>): Pages<T> {
  const old = known.pages[index];
  if (!old || old.after !== after) return known;
  const kept = old.next === fresh.next ? known.pages.slice(index + 1) : [];
  return { pages: [...known.pages.slice(0, index), { items: fresh.items, next: fresh.next, after }, ...kept] };
}

/** All items in order, each once: what moves while pages are read may stand in two of them. */
export function itemsOf<T>({ pages }: Pages<T>, keyOf: (item: T) => string): T[] {
  const items = new Map<string, T>();
  for (const page of pages) for (const item of page.items) if (!items.has(keyOf(item))) items.set(keyOf(item), item);
  return [...items.values()];
}

/** Which pages hold the rows from `first` to `last`. */
export function pagesWith<T>({ pages }: Pages<T>, first: number, last: number): number[] {
  const found: number[] = [];
  let start = 0;
  for (const [index, { items }] of pages.entries()) {
    if (start <= last && start + items.length > first) found.push(index);
    start += items.length;
  }
  return found.length > 0 ? found : pages.length > 0 ? [pages.length - 1] : [];
}
