import { Button, Textarea } from '@mantine/core';
import { type ConnectionField, type ConnectionFields, readOutputs } from '@thingdock/connection-kit';
import { useState } from 'react';
import { sentenceList } from '../../../words/count.ts';
import classes from './kit.module.css';

const LABELS: Record<ConnectionField, string> = {
  accessKeyId: 'access key id',
  secretAccessKey: 'secret',
  endpoint: 'endpoint',
  region: 'region',
  roleArn: 'role ARN',
};

/** Takes what the kit put out, in any of its forms, and says what it found in it before it fills the fields. */
export function PasteOutputs({ onFill }: { onFill: (fields: ConnectionFields) => void }) {
  const [text, setText] = useState('');
  const fields = readOutputs(text);
  const found = Object.keys(fields) as ConnectionField[];
  return (
    <div className={classes.paste}>
      <Textarea
        label="Outputs"
        description="Of the stack, of terraform output, of the script, or an access key as JSON or CSV; several one after the other are fine."
        placeholder="Paste here"
        autosize
        minRows={4}
        maxRows={10}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono ?? '' }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p role="status" className="dim">
        {text.trim() !== '' &&
          (found.length === 0
            ? 'Nothing of a connection is in this text.'
            : `Found: ${sentenceList(found.map((field) => LABELS[field]))}.`)}
      </p>
      <Button variant="default" disabled={found.length === 0} onClick={() => onFill(fields)}>
        Fill in the fields
      </Button>
    </div>
  );
}
