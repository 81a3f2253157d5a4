/**
 * Node-RED's settings: no editor and no admin API, pages on loopback only, nothing installed at run time, nothing phoned
 * home. English, since the agent reads the log to know when the flows run.
 */
export function nodeRedSettings({ data, credentialSecret }: { data: string; credentialSecret: string }) {
  return {
    uiHost: '127.0.0.1',
    httpAdminRoot: false,
    disableEditor: true,
    flowFile: 'flows.json',
    credentialSecret,
    fileWorkingDirectory: data,
    lang: 'en-US',
    logging: { console: { level: 'info', metrics: false, audit: false } },
    telemetry: { enabled: false, updateNotification: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    exportGlobalContextKeys: false,
  };
}
