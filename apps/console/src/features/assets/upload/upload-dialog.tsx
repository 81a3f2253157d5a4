import { Button, FileButton, Group, Modal, Textarea, TextInput } from '@mantine/core';
import type { Flow } from '@thingdock/api';
import { type FormEvent, useEffect, useState } from 'react';
import { fieldErrors, isToldAtField } from '../../../ui/field-errors.ts';
import { Failure, Notice } from '../../../ui/notice.tsx';
import classes from '../assets.module.css';
import { describeFlow, type Inspected, inspectFlow, nameFromFile } from '../inspect-flow.ts';
import { useUpload } from './use-upload.ts';

type Props = {
  /** The flow that gets a new version; without one a new flow is made. */
  flow?: Flow;
  /** A file that was dropped on the page. */
  dropped?: File | undefined;
  onClose: () => void;
};

type Chosen = { fileName: string; content: string; inspected: Inspected };

/** A file of Node-RED, what to call it, and what to say about this version. */
export function UploadDialog({ flow, dropped, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen>();
  const [texts, setTexts] = useState({ name: '', title: '', comment: '' });
  const upload = useUpload(flow, onClose);
  const errors = fieldErrors(upload.error);

  async function choose(file: File | null | undefined) {
    if (!file) return;
    const content = await file.text();
    setChosen({ fileName: file.name, content, inspected: inspectFlow(content) });
    setTexts((now) => ({ ...now, name: now.name || nameFromFile(file.name) }));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a dropped file is taken once, when it comes
  useEffect(() => void choose(dropped), [dropped]);

  const field = (name: keyof typeof texts) => ({
    value: texts[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTexts((now) => ({ ...now, [name]: value }));
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen && !chosen.inspected.problem) upload.mutate({ ...texts, content: chosen.content });
  }

  const ready = chosen && !chosen.inspected.problem && (flow || texts.name.trim() !== '');
  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      title={flow ? `Upload version ${flow.latestVersion + 1} of ${flow.name}` : 'Upload flow'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.upload} onSubmit={submit}>
        <FilePick chosen={chosen} onChoose={choose} />
        {chosen?.inspected.problem && <Notice tone="bad">{chosen.inspected.problem}</Notice>}
        {!flow && <TextInput label="Name" required withAsterisk={false} maxLength={64} {...field('name')} />}
        <TextInput
          label="Version title"
          description="Optional, up to 30 characters."
          maxLength={30}
          {...field('title')}
        />
        <Textarea
          label="Comment"
          description="Optional: what changed, and why."
          autosize
          minRows={2}
          maxLength={512}
          {...field('comment')}
        />
        {upload.error && !isToldAtField(upload.error, ['name', 'title', 'comment']) && (
          <Failure error={upload.error} what="The flow was not uploaded" />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={upload.isPending} disabled={!ready}>
            {flow ? `Upload version ${flow.latestVersion + 1}` : 'Upload flow'}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

type PickProps = { chosen: Chosen | undefined; onChoose: (file: File | null) => void };

function FilePick({ chosen, onChoose }: PickProps) {
  return (
    <div className={classes.drop}>
      {chosen ? (
        <p>
          <strong>{chosen.fileName}</strong>
          <br />
          <span className="dim">{describeFlow(chosen.inspected)}</span>
        </p>
      ) : (
        <p>
          A Node-RED export: <code>flows.json</code>, up to 100 kB.
          <br />
          <span className="dim">Drop it anywhere on this page, or</span>
        </p>
      )}
      <FileButton onChange={onChoose} accept="application/json,.json">
        {(props) => (
          <Button variant="default" data-autofocus {...props}>
            {chosen ? 'Choose another file' : 'Choose file'}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
