import type { ConnectionObject } from '@thingdock/api';
import classes from './delete.module.css';

export const OBJECT_NOUNS: Record<ConnectionObject['kind'], string> = {
  rule: 'AWS IoT rule',
  topic: 'SNS topic',
  subscription: 'Subscription to',
  shadow: 'Shadow of',
};

/** Objects in AWS, by kind and name. */
export function ObjectList({ items }: { items: readonly ConnectionObject[] }) {
  return (
    <ul className={classes.objects}>
      {items.map(({ kind, name }) => (
        <li key={`${kind}:${name}`}>
          <span className="dim">{OBJECT_NOUNS[kind]}</span> <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}
