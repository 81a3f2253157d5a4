import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { readSearch as readDevicesSearch } from '../features/devices/filter/search.ts';
import { readLogSearch } from '../features/devices/log/search.ts';
import { readDeviceSearch } from '../features/devices/page/search.ts';
import { readActivitySearch } from '../features/events/search.ts';
import { readLicencesSearch } from '../features/licences/search.ts';
import { meQuery, projectsQuery } from '../features/people/queries.ts';
import { isSignedOut } from '../platform/api.ts';
import { lastProject } from '../platform/last-seen.ts';
import { Frame } from './frame/frame.tsx';
import { NotFound, PageError } from './page-error.tsx';
import * as search from './search.ts';
import { SignedIn } from './signed-in.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: search.signIn,
  component: lazyRouteComponent(() => import('../features/people/sign-in-page.tsx'), 'SignInPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../features/people/setup-page.tsx'), 'SetupPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  async beforeLoad({ context, location }) {
    try {
      await context.queries.ensureQueryData(meQuery);
      await context.queries.ensureQueryData(projectsQuery);
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { to: location.href } });
      throw error;
    }
  },
  component: SignedIn,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  async beforeLoad({ context }) {
    const projects = await context.queries.ensureQueryData(projectsQuery);
    const project = projects.find(({ id }) => id === lastProject()) ?? projects[0];
    if (project) throw redirect({ to: '/p/$projectId/devices', params: { projectId: project.id } });
    throw redirect({ to: '/new-project' });
  },
});

const newProject = createRoute({
  getParentRoute: () => signedIn,
  path: '/new-project',
  component: lazyRouteComponent(() => import('../features/people/new-project-page.tsx'), 'NewProjectPage'),
});

const project = createRoute({ getParentRoute: () => signedIn, path: '/p/$projectId', component: Frame });

const projectHome = createRoute({
  getParentRoute: () => project,
  path: '/',
  beforeLoad({ params }) {
    throw redirect({ to: '/p/$projectId/devices', params });
  },
});

const connections = createRoute({
  getParentRoute: () => project,
  path: '/connections',
  component: lazyRouteComponent(() => import('../features/connections/connections-page.tsx'), 'ConnectionsPage'),
});

const createConnection = createRoute({
  getParentRoute: () => project,
  path: '/connections/new',
  validateSearch: search.createConnection,
  component: lazyRouteComponent(
    () => import('../features/connections/create/create-sheet.tsx'),
    'CreateConnectionSheet',
  ),
});

const connection = createRoute({
  getParentRoute: () => project,
  path: '/connections/$connectionId',
  component: lazyRouteComponent(() => import('../features/connections/page/connection-page.tsx'), 'ConnectionPage'),
});

const repairConnection = createRoute({
  getParentRoute: () => project,
  path: '/connections/$connectionId/repair',
  validateSearch: search.operation,
  component: lazyRouteComponent(() => import('../features/connections/repair/repair-sheet.tsx'), 'RepairSheet'),
});

const rotateKey = createRoute({
  getParentRoute: () => project,
  path: '/connections/$connectionId/rotate',
  validateSearch: search.operation,
  component: lazyRouteComponent(() => import('../features/connections/rotate/rotate-sheet.tsx'), 'RotateSheet'),
});

const migrateConnection = createRoute({
  getParentRoute: () => project,
  path: '/connections/$connectionId/migrate',
  validateSearch: search.operation,
  component: lazyRouteComponent(() => import('../features/connections/migrate/migrate-sheet.tsx'), 'MigrateSheet'),
});

const devices = createRoute({
  getParentRoute: () => project,
  path: '/devices',
  validateSearch: readDevicesSearch,
  component: lazyRouteComponent(() => import('../features/devices/list/devices-page.tsx'), 'DevicesPage'),
});

const device = createRoute({
  getParentRoute: () => project,
  path: '/devices/$connectionId/$deviceName',
  validateSearch: readDeviceSearch,
  component: lazyRouteComponent(() => import('../features/devices/page/device-page.tsx'), 'DevicePage'),
});

const deviceLog = createRoute({
  getParentRoute: () => project,
  path: '/devices/$connectionId/$deviceName/log',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(() => import('../features/devices/log/log-page.tsx'), 'LogPage'),
});

const licences = createRoute({
  getParentRoute: () => project,
  path: '/licences',
  validateSearch: readLicencesSearch,
  component: lazyRouteComponent(() => import('../features/licences/licences-page.tsx'), 'LicencesPage'),
});

const activity = createRoute({
  getParentRoute: () => project,
  path: '/activity',
  validateSearch: readActivitySearch,
  component: lazyRouteComponent(() => import('../features/events/activity-page.tsx'), 'ActivityPage'),
});

const flows = createRoute({
  getParentRoute: () => project,
  path: '/flows',
  validateSearch: search.list,
  component: lazyRouteComponent(() => import('../features/assets/flows-page.tsx'), 'FlowsPage'),
});

const flow = createRoute({
  getParentRoute: () => project,
  path: '/flows/$flowId',
  validateSearch: search.flow,
  component: lazyRouteComponent(() => import('../features/assets/flow-page.tsx'), 'FlowPage'),
});

const files = createRoute({
  getParentRoute: () => project,
  path: '/files',
  validateSearch: search.list,
  component: lazyRouteComponent(() => import('../features/assets/files/files-page.tsx'), 'FilesPage'),
});

const newFile = createRoute({
  getParentRoute: () => project,
  path: '/files/new',
  validateSearch: search.upload,
  component: lazyRouteComponent(() => import('../features/assets/files/sheet/new-file-sheet.tsx'), 'NewFileSheet'),
});

const file = createRoute({
  getParentRoute: () => project,
  path: '/files/$fileId',
  component: lazyRouteComponent(() => import('../features/assets/files/file-page.tsx'), 'FilePage'),
});

const fileVersion = createRoute({
  getParentRoute: () => project,
  path: '/files/$fileId/version',
  validateSearch: search.upload,
  component: lazyRouteComponent(
    () => import('../features/assets/files/sheet/file-version-sheet.tsx'),
    'FileVersionSheet',
  ),
});

const deployments = createRoute({
  getParentRoute: () => project,
  path: '/deployments',
  validateSearch: search.history,
  component: lazyRouteComponent(
    () => import('../features/deployments/history/deployments-page.tsx'),
    'DeploymentsPage',
  ),
});

const deployment = createRoute({
  getParentRoute: () => project,
  path: '/deployments/$deploymentId',
  validateSearch: search.deployment,
  component: lazyRouteComponent(() => import('../features/deployments/page/deployment-page.tsx'), 'DeploymentPage'),
});

const deploy = createRoute({
  getParentRoute: () => project,
  path: '/deploy',
  validateSearch: search.deploy,
  component: lazyRouteComponent(() => import('../features/deployments/deploy/deploy-sheet.tsx'), 'DeploySheet'),
});

const routeTree = root.addChildren([
  signIn,
  setup,
  signedIn.addChildren([
    home,
    newProject,
    project.addChildren([
      projectHome,
      connections,
      createConnection,
      connection,
      repairConnection,
      rotateKey,
      migrateConnection,
      devices,
      device,
      deviceLog,
      licences,
      activity,
      flows,
      flow,
      files,
      newFile,
      file,
      fileVersion,
      deployments,
      deployment,
      deploy,
    ]),
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

export type Router = ReturnType<typeof makeRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: Router;
  }
}
