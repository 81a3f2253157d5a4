import { ActionIcon, CopyButton } from '@mantine/core';
import classes from './copy-text.module.css';
import { CopyIcon, TickIcon } from './icons.tsx';

/** A name, ARN or token that people carry elsewhere. */
export function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <span className={classes.copy}>
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={copied ? 'Copied' : `Copy ${what}`}
            onClick={copy}
          >
            {copied ? <TickIcon /> : <CopyIcon />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
