import { ActionIcon, Kbd, Menu, Tooltip } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Project } from '@thingdock/api';
import { projectsQuery } from '../../features/people/queries.ts';
import { useLive } from '../../platform/live/live.ts';
import { CaretIcon, HelpIcon, SearchIcon } from '../../ui/icons.tsx';
import { clockTime } from '../../words/time.ts';
import classes from './frame.module.css';
import { useOverlays } from './overlay-context.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { UserMenu } from './user-menu.tsx';

/** Macs write shortcuts with ⌘, everything else with Ctrl. */
const COMMAND = /Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K';

export function TopBar({ project }: { project: Project }) {
  const { openPalette, openHelp } = useOverlays();
  return (
    <header className={classes.bar}>
      <ProjectSwitch project={project} />
      <Live />
      <div className={classes.tools}>
        <button type="button" className={classes.search} onClick={openPalette}>
          <SearchIcon />
          <span>Search</span>
          <Kbd size="xs" className={classes.keys} aria-hidden="true">
            {COMMAND}
          </Kbd>
        </button>
        <Tooltip label="Keys: ?">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Keyboard shortcuts"
            className={classes.keys}
            onClick={openHelp}
          >
            <HelpIcon />
          </ActionIcon>
        </Tooltip>
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}

function ProjectSwitch({ project }: { project: Project }) {
  const navigate = useNavigate();
  const { data: projects } = useSuspenseQuery(projectsQuery);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={classes.project} aria-label={`Project ${project.name}, switch`}>
          <span>{project.name}</span>
          <CaretIcon />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {projects.map(({ id, name }) => (
          <Menu.Item
            key={id}
            aria-current={id === project.id || undefined}
            fw={id === project.id ? 550 : 400}
            onClick={() => void navigate({ to: '/p/$projectId/devices', params: { projectId: id } })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/new-project' })}>Create project</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Silent while the live feed runs; says so when it does not. */
function Live() {
  const { state, asOf } = useLive();
  return (
    <div className={classes.live} role="status" data-lost={state === 'lost' || undefined} data-live={state}>
      {state === 'lost' && `Reconnecting, data as of ${clockTime(asOf)}`}
    </div>
  );
}
