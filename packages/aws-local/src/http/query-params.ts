import type { QueryParams } from '../stand-in.ts';

/** @param missing makes the error of the service for a parameter that is needed and not there */
export function queryParams(form: URLSearchParams, missing: (name: string) => Error): QueryParams {
  const indices = (prefix: string) => {
    const found = new Set<number>();
    for (const name of form.keys()) {
      const index = name.startsWith(`${prefix}.`) ? /^\d+/.exec(name.slice(prefix.length + 1))?.[0] : undefined;
      if (index !== undefined) found.add(Number(index));
    }
    return [...found].sort((a, b) => a - b);
  };
  const get = (name: string) => form.get(name) ?? undefined;
  return {
    get,
    need(name) {
      const value = get(name);
      if (value === undefined || value === '') throw missing(name);
      return value;
    },
    list: (prefix) => indices(prefix).map((index) => form.get(`${prefix}.${index}`) ?? ''),
    records: (prefix) =>
      indices(prefix).map((index) => {
        const start = `${prefix}.${index}.`;
        const pairs = [...form].filter(([name]) => name.startsWith(start));
        return Object.fromEntries(pairs.map(([name, value]) => [name.slice(start.length), value]));
      }),
  };
}
