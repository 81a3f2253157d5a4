import { Button, FileButton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { FILE_SIZE_LIMIT, type FileVersion } from '@thingdock/api';
import { useState } from 'react';
import { Failure, Notice } from '../../../../ui/notice.tsx';
import { fileSize } from '../../../../words/count.ts';
import assets from '../../assets.module.css';
import { usePageDrop } from '../../upload/use-page-drop.ts';
import { UploadLine } from '../upload/upload-line.tsx';
import { recallUpload, startUpload, useUploads } from '../upload/uploads.ts';

type Props = {
  projectId: string;
  /** The file that gets another version. */
  fileId: string | undefined;
  uploadId: string | undefined;
  /** The version whose content is kept when no other is uploaded. */
  kept: FileVersion | undefined;
  onUpload: (id: string | undefined) => void;
};

/** The content: dropped or chosen, on its way, or that of the version before. */
export function ContentPart({ projectId, fileId, uploadId, kept, onUpload }: Props) {
  const uploading = useUploads().get(uploadId ?? '');
  const [tooLarge, setTooLarge] = useState<File>();
  const start = useMutation({ mutationFn: (file: File) => startUpload(projectId, file, fileId), onSuccess: onUpload });
  const recall = useQuery({
    queryKey: ['upload', uploadId],
    queryFn: () => recallUpload(projectId, uploadId ?? ''),
    enabled: uploadId !== undefined && uploading === undefined,
    staleTime: 0,
    gcTime: 0,
  });
  function choose(file: File | null) {
    if (!file) return;
    const isTooLarge = file.size > FILE_SIZE_LIMIT;
    setTooLarge(isTooLarge ? file : undefined);
    if (!isTooLarge) start.mutate(file);
  }
  const over = usePageDrop(choose);
  if (uploading) return <UploadLine uploading={uploading} onCancelled={() => onUpload(undefined)} />;
  return (
    <>
      {recall.data === false && (
        <Notice tone="warn">
          This upload is not at the server any more: it was given up, or it is more than a day old.
        </Notice>
      )}
      {recall.error && <Failure error={recall.error} what="The upload could not be found" />}
      <div className={assets.drop}>
        {kept ? (
          <p>
            The content stays: <strong>{kept.filename}</strong>, {fileSize(kept.size)}.
            <br />
            <span className="dim">Drop another anywhere on this page, or</span>
          </p>
        ) : (
          <p>
            A program, a configuration, any file up to {fileSize(FILE_SIZE_LIMIT)}.
            <br />
            <span className="dim">Drop it anywhere on this page, or</span>
          </p>
        )}
        <FileButton onChange={choose}>
          {(props) => (
            <Button variant="default" loading={start.isPending} {...props}>
              {kept ? 'Choose another file' : 'Choose file'}
            </Button>
          )}
        </FileButton>
      </div>
      {tooLarge && (
        <Notice tone="bad">
          {tooLarge.name} has {fileSize(tooLarge.size)}; devices take at most {fileSize(FILE_SIZE_LIMIT)}.
        </Notice>
      )}
      {start.error && <Failure error={start.error} what="The upload could not begin" />}
      {over && <div className={assets.over}>Drop to upload</div>}
    </>
  );
}
