import { Button } from '@mantine/core';
import classes from './deploy.module.css';
import type { Draft } from './draft.ts';
import { deployLabel, harmOf, previewLine } from './labels.ts';
import type { Previewing } from './use-preview.ts';

type Props = {
  draft: Draft;
  missing: string | undefined;
  previewing: Previewing;
  /** Harm was told, and waits for a yes. */
  isAsking: boolean;
  isPending: boolean;
  onAsk: (asking: boolean) => void;
  onStart: () => void;
  onClose: () => void;
};

/** Who gets it, and the button that does it; where it does harm, that is said first. */
export function DeployFooter(props: Props) {
  const { draft, missing, previewing, isAsking, isPending, onAsk, onStart, onClose } = props;
  const { preview, isCurrent } = previewing;
  const targets = missing
    ? 0
    : isCurrent && preview
      ? preview.targets
      : draft.chosen.all
        ? (preview?.targets ?? 0)
        : draft.chosen.names.size;
  const label = deployLabel(draft, targets, preview?.phases.length ?? 0);
  const harm = harmOf(draft);
  // Devices that were named must all be able to; of all that match, those that cannot fail at once and are told why.
  const cannot = preview !== undefined && preview.refused > 0 && !draft.chosen.all;
  const isRefused = isCurrent && preview !== undefined && (cannot || preview.targets === 0);
  if (isAsking && harm)
    return (
      <>
        <p className={classes.harm} role="alert">
          {harm} <strong>Go on?</strong>
        </p>
        <Button variant="default" data-autofocus onClick={() => onAsk(false)}>
          Back
        </Button>
        <Button className={classes.go ?? ''} color="red" loading={isPending} onClick={onStart}>
          Yes, {`${label[0]?.toLowerCase()}${label.slice(1)}`}
        </Button>
      </>
    );
  return (
    <>
      <p className={classes.preview} role="status">
        {missing ?? (preview ? previewLine(preview) : '')}
      </p>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
      <Button
        className={classes.go ?? ''}
        disabled={missing !== undefined || isRefused}
        loading={isPending}
        onClick={() => (harm ? onAsk(true) : onStart())}
      >
        {label}
      </Button>
    </>
  );
}
