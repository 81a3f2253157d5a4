import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { projectsQuery } from './queries.ts';

/** The project that the address names, and what its role allows. The frame shows pages only where there is one. */
export function useProject() {
  const { projectId } = useParams({ from: '/signed-in/p/$projectId' });
  const { data: projects } = useSuspenseQuery(projectsQuery);
  const project = projects.find(({ id }) => id === projectId);
  if (!project) throw new Error(`There is no project ${projectId}, or you may not see it`);
  return { ...project, projectId, manages: project.role === 'owner' || project.role === 'admin' };
}
