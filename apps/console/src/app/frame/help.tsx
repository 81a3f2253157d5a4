import { Kbd, Modal } from '@mantine/core';
import classes from './help.module.css';

const KEYS: readonly (readonly [string, readonly string[], string])[] = [
  ['search', ['⌘ K', 'Ctrl K'], 'Go to anything'],
  ['filter', ['/'], 'Filter the list'],
  ['next', ['j'], 'Next row'],
  ['previous', ['k'], 'Previous row'],
  ['select', ['x'], 'Select the row'],
  ['open', ['Enter'], 'Open the row'],
  ['deploy', ['d'], 'Deploy to the selected devices'],
  ['leave', ['Esc'], 'Leave a field or a dialog'],
  ['help', ['?'], 'This list'],
];

export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {KEYS.map(([id, keys, what]) => (
          <div key={id}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
