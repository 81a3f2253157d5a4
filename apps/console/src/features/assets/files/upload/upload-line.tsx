import { Button, FileButton, Progress } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { tellError } from '../../../../platform/api.ts';
import { Failure, Notice } from '../../../../ui/notice.tsx';
import { fileSize } from '../../../../words/count.ts';
import { isSameFile, rememberedUploads } from './remembered.ts';
import classes from './upload.module.css';
import { cancelUpload, pauseUpload, resumeUpload, type Uploading } from './uploads.ts';

/** One upload: how far it is, and how to hold it, go on or give it up. */
export function UploadLine({ uploading, onCancelled }: { uploading: Uploading; onCancelled?: () => void }) {
  const { upload, state, sent, error } = uploading;
  const share = upload.size === 0 ? 100 : (sent / upload.size) * 100;
  const cancel = async () => {
    try {
      await cancelUpload(upload.id);
      onCancelled?.();
    } catch (failure) {
      notifications.show({ color: 'red', title: 'The upload was not given up', message: tellError(failure).text });
    }
  };
  return (
    <div className={classes.line} data-upload={upload.filename} data-state={state}>
      <div className={classes.head}>
        <strong className={classes.name}>{upload.filename}</strong>
        <span className={classes.actions}>
          {(state === 'sending' || state === 'waiting') && (
            <Button variant="default" size="compact-sm" onClick={() => pauseUpload(upload.id)}>
              Pause
            </Button>
          )}
          {(state === 'paused' || state === 'failed') && (
            <Button variant="default" size="compact-sm" onClick={() => resumeUpload(upload.id)}>
              {state === 'failed' ? 'Try again' : 'Resume'}
            </Button>
          )}
          {state !== 'done' && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void cancel()}>
              Cancel
            </Button>
          )}
        </span>
      </div>
      <Progress value={share} aria-label={`Upload of ${upload.filename}`} color={state === 'failed' ? 'red' : 'teal'} />
      <p className={classes.words} role="status">
        {words(uploading, share)}
      </p>
      {state === 'needs-file' && <ChooseAgain uploading={uploading} />}
      {state === 'failed' && <Failure error={error} what="The upload was refused" />}
    </div>
  );
}

function words({ upload, state, sent }: Uploading, share: number): string {
  const far = `${fileSize(sent)} of ${fileSize(upload.size)}`;
  switch (state) {
    case 'sending':
      return `${far}, ${Math.floor(share)} %`;
    case 'waiting':
      return `${far}; the server cannot be reached. It goes on by itself.`;
    case 'paused':
      return `${far}; paused`;
    case 'needs-file':
      return `${far} arrived before this page was loaded again`;
    case 'done':
      return `${fileSize(upload.size)}, all of it arrived`;
    case 'failed':
      return far;
  }
}

/** Browsers forget files with the page; the same one, chosen again, goes on where it stood. */
function ChooseAgain({ uploading: { upload } }: { uploading: Uploading }) {
  const [wrong, setWrong] = useState(false);
  const known = rememberedUploads().find(({ id }) => id === upload.id);
  function choose(file: File | null) {
    if (!file) return;
    const isSame = known ? isSameFile(file, known) : file.name === upload.filename && file.size === upload.size;
    setWrong(!isSame);
    if (isSame) resumeUpload(upload.id, file);
  }
  return (
    <>
      {wrong && (
        <Notice tone="bad">
          That is another file, or it was changed since. Choose {upload.filename} as it was, or cancel and begin anew.
        </Notice>
      )}
      <FileButton onChange={choose}>
        {(props) => (
          <Button variant="default" {...props}>
            Choose {upload.filename} again to go on
          </Button>
        )}
      </FileButton>
    </>
  );
}
