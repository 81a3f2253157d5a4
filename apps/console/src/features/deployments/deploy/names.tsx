import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { count } from '../../../words/count.ts';
import classes from './deploy.module.css';

/** Names from a list that somebody has. */
export function Names({ onAdd }: { onAdd: (names: readonly string[]) => void }) {
  const [text, setText] = useState('');
  const names = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  return (
    <div className={classes.names}>
      <Textarea
        label="Names"
        description="Thing names, parted by commas or lines."
        rows={4}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button variant="default" disabled={names.length === 0} onClick={() => onAdd(names)}>
          Choose {names.length === 0 ? 'these' : `these ${count(names.length, 'device')}`}
        </Button>
      </div>
    </div>
  );
}
