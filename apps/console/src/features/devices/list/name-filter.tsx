import { FilterInput } from '../../../ui/filter-input.tsx';
import { useTyped } from '../../../ui/use-typed.ts';

type Props = { value: string | undefined; onChange: (value: string | undefined) => void };

export function NameFilter({ value, onChange }: Props) {
  const [typed, setTyped] = useTyped(value, onChange);
  return (
    <FilterInput
      label="Filter devices by name"
      placeholder="Filter by name or gw-*"
      value={typed}
      onChange={setTyped}
    />
  );
}
