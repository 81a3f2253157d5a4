import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { projectsQuery } from '../../features/people/queries.ts';
import { rememberProject } from '../../platform/last-seen.ts';
import { NotFound } from '../page-error.tsx';
import classes from './frame.module.css';
import { Overlays } from './overlays.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

/** Rail, top bar, and the page of the project that the address names. */
export function Frame() {
  const { projectId } = useParams({ from: '/signed-in/p/$projectId' });
  const { data: projects } = useSuspenseQuery(projectsQuery);
  const project = projects.find(({ id }) => id === projectId);
  useEffect(() => {
    if (project) rememberProject(project.id);
  }, [project]);
  if (!project) return <NotFound />;
  return (
    <Overlays projectId={project.id}>
      <a className={classes.skip} href="#page">
        Skip to the page
      </a>
      <div className={classes.frame}>
        <Rail projectId={project.id} />
        <TopBar project={project} />
        <main id="page" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
    </Overlays>
  );
}
