import type { Connection, Finding, Health } from '@thingdock/api';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Shape } from '../../../ui/shape.tsx';
import classes from './health.module.css';
import { SEVERITY_SHAPES, type Way, wayOut } from './health-words.ts';

type Props = { health: Health; connection: Connection; manages: boolean };

/** What is wrong with a connection, the worst first, each with the way out. */
export function Findings({ health, connection, manages }: Props) {
  const { state, findings, probeLatencyMs } = health;
  if (state === 'unknown')
    return <p className="dim">It is looked at every few minutes; the first time is still to come.</p>;
  const trip = probeLatencyMs !== null && ` The last test message took ${probeLatencyMs} ms from AWS IoT to here.`;
  if (findings.length === 0)
    return <p className="dim">Key, role and every object in AWS are as they should be.{trip}</p>;
  return (
    <ul className={classes.findings}>
      {bySeverity(findings).map((finding) => (
        <Row
          key={`${finding.code}:${finding.subject}:${finding.text}`}
          finding={finding}
          connection={connection}
          manages={manages}
        />
      ))}
    </ul>
  );
}

const RANK = { broken: 0, degraded: 1, info: 2 } as const;

const bySeverity = (findings: readonly Finding[]) => [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);

type RowProps = { finding: Finding; connection: Connection; manages: boolean };

function Row({ finding, connection, manages }: RowProps) {
  const { code, severity, text, fix } = finding;
  const [shape, tone] = SEVERITY_SHAPES[severity];
  const way = wayOut(finding);
  return (
    <li data-finding={code} data-severity={severity}>
      <Shape name={shape} tone={tone} />
      <div className={classes.text}>
        <p>{text}</p>
        {fix && <p className="dim">{fix}</p>}
      </div>
      {manages && way && <WayOut way={way} connection={connection} />}
    </li>
  );
}

const PATHS = {
  repair: '/p/$projectId/connections/$connectionId/repair',
  rotate: '/p/$projectId/connections/$connectionId/rotate',
} as const;

const WORDS: Record<Way, string> = { repair: 'Repair …', rotate: 'Rotate key …' };

function WayOut({ way, connection: { id, projectId } }: { way: Way; connection: Connection }) {
  return (
    <LinkButton variant="default" to={PATHS[way]} params={{ projectId, connectionId: id }}>
      {WORDS[way]}
    </LinkButton>
  );
}
