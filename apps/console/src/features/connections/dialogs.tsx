import type { Connection } from '@thingdock/api';
import { DeleteDialog } from './delete/delete-dialog.tsx';
import { DismissDialog } from './dismiss-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';

export type ConnectionAction = { what: 'rename' | 'delete' | 'dismiss'; connection: Connection };

const DIALOGS = { rename: RenameDialog, delete: DeleteDialog, dismiss: DismissDialog } as const;

/** The dialog of whatever was chosen for a connection. */
export function ConnectionDialogs({ action, onClose }: { action: ConnectionAction | undefined; onClose: () => void }) {
  if (!action) return null;
  const Dialog = DIALOGS[action.what];
  return <Dialog connection={action.connection} onClose={onClose} />;
}
