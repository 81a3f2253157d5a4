import type { FlowWithVersions } from '@thingdock/api';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { NameDialog } from '../../ui/name-dialog.tsx';
import type { FlowActions } from './use-flow-actions.tsx';

export type FlowDialog =
  | { what: 'rename' | 'delete' }
  | { what: 'duplicate' | 'delete-version'; version: number }
  | undefined;

type Props = { dialog: FlowDialog; flow: FlowWithVersions; actions: FlowActions; onClose: () => void };

/** What is asked before a flow or one of its versions changes. */
export function FlowDialogs({ dialog, flow, actions, onClose }: Props) {
  switch (dialog?.what) {
    case 'rename':
      return (
        <NameDialog title="Rename flow" action="Rename flow" name={flow.name} run={actions.rename} onClose={onClose} />
      );
    case 'duplicate':
      return (
        <NameDialog
          title={`Duplicate version ${dialog.version} of ${flow.name}`}
          description="A new flow begins with it as version 1, with its packages and credentials."
          action="Duplicate flow"
          name={`${flow.name} copy`.slice(0, 64)}
          run={(name) => actions.duplicate(name, dialog.version)}
          onClose={onClose}
        />
      );
    case 'delete-version':
      return (
        <ConfirmDialog
          title={`Delete version ${dialog.version} of ${flow.name}`}
          action={`Delete version ${dialog.version}`}
          harmful
          failure="The version was not deleted"
          run={() => actions.deleteVersion(dialog.version)}
          onClose={onClose}
        >
          <p>It cannot be brought back. Devices that have it keep it; it cannot be deployed again.</p>
        </ConfirmDialog>
      );
    case 'delete':
      return (
        <ConfirmDialog
          title={`Delete ${flow.name}`}
          action={`Delete ${flow.name}`}
          harmful
          failure="The flow was not deleted"
          run={actions.deleteFlow}
          onClose={onClose}
        >
          <p>
            All {flow.versions.length === 1 ? 'of it goes' : `${flow.versions.length} versions go`} and cannot be
            brought back. Devices keep what runs on them; deployments that wait for their time end with an error.
          </p>
        </ConfirmDialog>
      );
    default:
      return null;
  }
}
