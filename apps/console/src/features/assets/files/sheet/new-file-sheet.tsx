import { useNavigate, useSearch } from '@tanstack/react-router';
import { useProject } from '../../../people/use-project.ts';
import { FileForm } from './file-form.tsx';

/** A new file. The upload stands in the address, so that loading the page again does not lose it. */
export function NewFileSheet() {
  const { projectId } = useProject();
  const { upload } = useSearch({ from: '/signed-in/p/$projectId/files/new' });
  const navigate = useNavigate({ from: '/p/$projectId/files/new' });
  return (
    <FileForm
      projectId={projectId}
      uploadId={upload}
      onUpload={(id) => void navigate({ search: { upload: id }, replace: true })}
    />
  );
}
