import type { Difference, Plan, PlannedObject } from '@thingdock/api';
import { Shape } from '../../../ui/shape.tsx';
import classes from './plan.module.css';
import { KIND_WORDS, PLAN_SHAPES, PLAN_WORDS } from './plan-words.ts';

/** Every object in AWS with what will be done with it; differences as found and as wanted. */
export function PlanList({ plan }: { plan: Plan }) {
  return (
    <ol className={classes.plan}>
      {plan.objects.map((object) => (
        <Row key={`${object.kind}:${object.name}`} object={object} />
      ))}
    </ol>
  );
}

function Row({ object: { kind, name, action, differences, lost } }: { object: PlannedObject }) {
  const [shape, tone] = PLAN_SHAPES[action];
  return (
    <li data-object={`${kind}:${name}`} data-action={action}>
      <Shape name={shape} tone={tone} />
      <span className={classes.name}>
        <span className="dim">{KIND_WORDS[kind]}</span> <code>{name}</code>
      </span>
      <span className={classes.word}>{PLAN_WORDS[action]}</span>
      {differences.length > 0 && <Diff differences={differences} />}
      {lost.length > 0 && <Lost lines={lost} />}
    </li>
  );
}

function Diff({ differences }: { differences: readonly Difference[] }) {
  return (
    <dl className={classes.diff}>
      {differences.map(({ what, found, wanted }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd data-side="found">
            <span className="sr-only">is </span>
            {found ?? 'nothing'}
          </dd>
          <dd data-side="wanted">
            <span className="sr-only">should be </span>
            {wanted ?? 'nothing'}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Lost({ lines }: { lines: readonly string[] }) {
  return (
    <div className={classes.lost}>
      <p>Taking it over replaces:</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
