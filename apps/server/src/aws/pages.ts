/** Collects a paged answer. Only the token says whether there is more: a page may be empty in the middle. */
export async function everyPage<T>(
  ask: (token: string | undefined) => Promise<{ items: readonly T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token);
    all.push(...page.items);
    token = page.next || undefined;
  } while (token !== undefined);
  return all;
}
