export const SOURCE_UP = {
  name: 'rollbook_metric_source_up',
  help: 'Whether a source of metrics answered in time; where it is 0, its metrics are missing from this page.',
};
