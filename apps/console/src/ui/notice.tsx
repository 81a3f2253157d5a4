import { Button } from '@mantine/core';
import { ApiError } from '@thingdock/api';
import type { ReactNode } from 'react';
import { tellError } from '../platform/api.ts';
import classes from './notice.module.css';

type Tone = 'bad' | 'warn' | 'ok' | 'plain';

export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
    </div>
  );
}

type FailureProps = {
  error: unknown /** What could not be done: "The devices could not be loaded". */;
  what?: string;
  onRetry?: () => void;
};

/** Asking again brings nothing back that is not there. */
const isAbsent = (error: unknown) => error instanceof ApiError && error.status === 404;

/** What happened, why, and what to do next. */
export function Failure({ error, what, onRetry }: FailureProps) {
  const { text, details, requestId } = tellError(error);
  return (
    <Notice tone="bad" {...(what === undefined ? {} : { title: what })}>
      <p>{text}</p>
      {details.map((detail) => (
        <p key={detail}>{detail}</p>
      ))}
      {requestId && (
        <p>
          Request id <code>{requestId}</code>
        </p>
      )}
      {onRetry && !isAbsent(error) && (
        <Button variant="default" mt={8} onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  );
}
