import { Button, FileButton, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Choice } from '../../../ui/choice.tsx';
import assets from '../assets.module.css';
import type { Inspected } from '../inspect-flow.ts';
import { describeFlow } from '../inspect-flow.ts';
import classes from './upload.module.css';

export type Chosen = { fileName: string | undefined; content: string; inspected: Inspected };

type Props = {
  chosen: Chosen | undefined;
  onFile: (file: File | null) => void;
  onText: (text: string) => void;
};

/** The text of a flow: from a file, or pasted. */
export function ContentPick({ chosen, onFile, onText }: Props) {
  const [way, setWay] = useState<'file' | 'paste'>('file');
  return (
    <div className={classes.pick}>
      <Choice
        label="Where the flow comes from"
        options={[
          ['file', 'File'],
          ['paste', 'Paste'],
        ]}
        value={way}
        onChange={setWay}
      />
      {way === 'file' ? (
        <FilePick chosen={chosen} onFile={onFile} />
      ) : (
        <Textarea
          label="Flow as JSON"
          description="In Node-RED: menu, Export, all flows, then copy."
          placeholder='[{"id":"…","type":"tab", …}]'
          classNames={{ input: classes.json ?? '' }}
          rows={8}
          spellCheck={false}
          value={chosen?.content ?? ''}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function FilePick({ chosen, onFile }: Pick<Props, 'chosen' | 'onFile'>) {
  return (
    <div className={assets.drop}>
      {chosen ? (
        <p>
          <strong>{chosen.fileName ?? 'Pasted text'}</strong>
          <br />
          <span className="dim">{describeFlow(chosen.inspected)}</span>
        </p>
      ) : (
        <p>
          A Node-RED export: <code>flows.json</code>, up to 100 kB.
          <br />
          <span className="dim">Drop it anywhere on this page, or</span>
        </p>
      )}
      <FileButton onChange={onFile} accept="application/json,.json">
        {(props) => (
          <Button variant="default" data-autofocus {...props}>
            {chosen ? 'Choose another file' : 'Choose file'}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
