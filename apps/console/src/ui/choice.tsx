import { useId } from 'react';
import classes from './choice.module.css';

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly (readonly [value: V, label: string])[];
  onChange: (value: V) => void;
};

/** One of a few, all of them seen: radio buttons that look like one bar. */
export function Choice<V extends string>({ label, value, options, onChange }: Props<V>) {
  const name = useId();
  return (
    <fieldset className={classes.choice}>
      <legend className="sr-only">{label}</legend>
      {options.map(([option, words]) => (
        <label key={option} className={classes.option}>
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
