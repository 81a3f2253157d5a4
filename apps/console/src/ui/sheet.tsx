import { ActionIcon, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { CloseIcon } from './icons.tsx';
import { useTitle } from './page.tsx';
import classes from './sheet.module.css';

type Props = {
  title: string;
  onClose: () => void;
  footer?: ReactNode;
  /** A part of the content takes the focus itself, by `data-autofocus`. */
  focusInside?: boolean;
  children: ReactNode;
};

/** A page-wide dialog for work that needs room. Escape and the cross leave it. */
export function Sheet({ title, onClose, footer, focusInside = false, children }: Props) {
  useTitle(title);
  return (
    <Modal.Root
      opened
      onClose={onClose}
      fullScreen
      classNames={{ content: classes.content ?? '' }}
      transitionProps={{ transition: 'fade', duration: 140 }}
    >
      <Modal.Content aria-label={title}>
        <header className={classes.header}>
          <h1 tabIndex={-1} data-autofocus={!focusInside || undefined} className={classes.title}>
            {title}
          </h1>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Close" onClick={onClose}>
            <CloseIcon />
          </ActionIcon>
        </header>
        <div className={classes.body}>{children}</div>
        {footer && <footer className={classes.footer}>{footer}</footer>}
      </Modal.Content>
    </Modal.Root>
  );
}
