import type { Check, MissingPermission } from '@thingdock/api';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Shape } from '../../../ui/shape.tsx';
import { CHECK_SHAPES, CHECK_WORDS, policyText } from './check-words.ts';
import classes from './checks.module.css';

/** Checks in their order, each with its outcome; what is not right says what was expected, what was found, and the way out. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  return (
    <ol className={classes.checks}>
      {checks.map((check) => (
        <Row key={check.key} check={check} />
      ))}
    </ol>
  );
}

function Row({ check }: { check: Check }) {
  const { key, title, state, found } = check;
  const [shape, tone] = CHECK_SHAPES[state];
  return (
    <li data-check={key} data-state={state}>
      <Shape name={shape} tone={tone} />
      <span className={classes.title}>{title}</span>
      <span className={classes.word}>{CHECK_WORDS[state]}</span>
      {state === 'passed' ? found && <p className={classes.found}>{found}</p> : <Details check={check} />}
    </li>
  );
}

function Details({ check: { expected, found, fix, missing } }: { check: Check }) {
  return (
    <div className={classes.details}>
      <dl>
        {found && <Line name="Found">{found}</Line>}
        {expected && <Line name="Expected">{expected}</Line>}
        {fix && <Line name="What to do">{fix}</Line>}
      </dl>
      {(['user', 'role'] as const).map((whose) => (
        <Missing key={whose} whose={whose} missing={missing.filter((it) => it.whose === whose)} />
      ))}
    </div>
  );
}

function Line({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const WHOSE = { user: 'the user of the key', role: 'the role' } as const;

function Missing({ whose, missing }: { whose: MissingPermission['whose']; missing: readonly MissingPermission[] }) {
  if (missing.length === 0) return null;
  const doubtful = missing.some(({ certain }) => !certain);
  return (
    <CodeBlock
      what={`policy for ${WHOSE[whose]}`}
      title={`${doubtful ? 'May be missing: a' : 'A'}dd to ${WHOSE[whose]}`}
      text={policyText(missing)}
    />
  );
}
