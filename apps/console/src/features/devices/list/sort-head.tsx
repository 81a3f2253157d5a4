import table from '../../../ui/table.module.css';
import type { Sort, SortKey } from '../filter/search.ts';

export function Head({ title, className }: { title: string; className?: string | undefined }) {
  return (
    <th scope="col" className={className}>
      {title}
    </th>
  );
}

type Props = {
  sort: Sort;
  onSort: (sort: Sort) => void;
  by: SortKey;
  title: string;
  className?: string | undefined;
};

/** The head of a column by which the list can be ordered; again, and it is ordered backwards. */
export function SortHead({ sort, onSort, by, title, className }: Props) {
  const direction = sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : undefined;
  return (
    <th scope="col" className={className} aria-sort={direction ?? 'none'}>
      <button
        type="button"
        className={table.sort}
        data-active={direction}
        onClick={() => onSort(direction === 'ascending' ? `-${by}` : by)}
      >
        {title}
        <span aria-hidden="true">{direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}</span>
      </button>
    </th>
  );
}
