import { CopyButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './code-block.module.css';
import { CopyIcon, TickIcon } from './icons.tsx';

type Props = {
  /** What is copied: "policy", "template". */
  what: string;
  title: string;
  text: string;
  /** Beside the copy button. */
  actions?: ReactNode;
};

/** A text to be carried elsewhere as it is. */
export function CodeBlock({ what, title, text, actions }: Props) {
  return (
    <figure className={classes.block}>
      <figcaption className={classes.head}>
        <span>{title}</span>
        {actions}
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <button
              type="button"
              className={classes.copy}
              aria-label={copied ? 'Copied' : `Copy ${what}`}
              onClick={copy}
            >
              {copied ? <TickIcon /> : <CopyIcon />}
              {copied ? 'Copied' : 'Copy'}
            </button>
          )}
        </CopyButton>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.text} tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}
