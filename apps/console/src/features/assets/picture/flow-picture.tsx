import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { count } from '../../../words/count.ts';
import { flowContentQuery } from '../queries.ts';
import { FlowCanvas } from './flow-canvas.tsx';
import classes from './picture.module.css';
import { readFlow, type Sheet } from './read-flow.ts';

type Props = { flowId: string; version: number; flowName: string };

/** What a version looks like in Node-RED, tab by tab. */
export function FlowPicture({ flowId, version, flowName }: Props) {
  const { data: content } = useQuery(flowContentQuery(flowId, version));
  if (content === undefined) return <div className={classes.canvas} />;
  return <ContentPicture content={content} name={`${flowName}, version ${version}`} />;
}

export function ContentPicture({ content, name }: { content: string; name: string }) {
  const sheets = useMemo(() => readFlow(content), [content]);
  const [tab, setTab] = useState<string | null>(null);
  const shown = sheets.find(({ id }) => id === tab) ?? sheets[0];
  if (!shown) return <p className="dim">There is nothing to draw: no node of this flow has a place on a tab.</p>;
  return (
    <Tabs value={shown.id} onChange={setTab} keepMounted={false}>
      {sheets.length > 1 && (
        <Tabs.List aria-label="Tabs of the flow" className={classes.tabs}>
          {sheets.map((sheet) => (
            <Tabs.Tab key={sheet.id} value={sheet.id} className={classes.tab}>
              {sheet.label}
              <span className="dim"> {sheet.boxes.length}</span>
              <span className="sr-only"> nodes</span>
              {tabNote(sheet) && <span className="dim"> {tabNote(sheet)}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      )}
      <Tabs.Panel value={shown.id}>
        <FlowCanvas key={shown.id} sheet={shown} name={`Picture of ${name}: ${describe(shown)}`} />
      </Tabs.Panel>
    </Tabs>
  );
}

const tabNote = ({ subflow, disabled }: Sheet) => (subflow ? '(subflow)' : disabled ? '(off)' : '');
const describe = ({ label, boxes }: Sheet) => `${label}, ${count(boxes.length, 'node')}`;
