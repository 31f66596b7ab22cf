// What the dashboards have in common: variables, rows, panels with a unit and one sentence each.
import { DashboardBuilder, DatasourceVariableBuilder, QueryVariableBuilder, RowBuilder, VariableRefresh }
    from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';

const source = { type: 'prometheus', uid: '${datasource}' };

/** Every query is of the instances that are chosen: `name{$of}` and `name{kind="final",$of}`. */
const ofInstances = expr => expr.replaceAll('$of', 'instance=~"$instance"');

const query = ([expr, legend], index) => new DataqueryBuilder()
    .expr(ofInstances(expr)).legendFormat(legend).refId(String.fromCharCode(65 + index)).datasource(source);

function panel(builder, { title, description, unit, queries, width, max }) {
    if (!title || !unit || !/^[^.]+\.$/.test(description)) {
        throw new Error(`A panel has a title, a unit and one sentence: ${title}`);
    }

    builder.title(title).description(description).unit(unit).datasource(source).span(width).height(width > 6 ? 8 : 5).min(0);
    if (max !== undefined) {
        builder.max(max);
    }

    queries.forEach((one, index) => builder.withTarget(query(one, index)));
    return builder;
}

/** A number: [expr] and what it means. */
export const stat = (title, description, unit, expr, max) =>
    panel(new Stat(), { title, description, unit, queries: [[expr, title]], width: 6, max });

/** Lines over time: [expr, legend] each. */
export const lines = (title, description, unit, ...queries) =>
    panel(new TimeSeries().fillOpacity(10).lineWidth(2), { title, description, unit, queries, width: 12 });

/** Quantiles of a histogram, as lines. */
export const quantiles = (title, description, unit, histogram, labels = '') => lines(title, description, unit,
    ...[['0.5', 'p50'], ['0.95', 'p95'], ['0.99', 'p99']].map(([q, legend]) => [
        `histogram_quantile(${q}, sum by (le) (rate(${histogram}_bucket{${labels}$of}[$__rate_interval])))`, legend]));

/** @param rows [title, panels] each. */
export function board(uid, title, description, rows) {
    const builder = new DashboardBuilder(title)
        .uid(`streamserver-${uid}`).description(description).tags(['streamserver']).editable().refresh('10s')
        .time({ from: 'now-1h', to: 'now' }).timezone('browser')
        .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
        .withVariable(new QueryVariableBuilder('instance').label('Instance').datasource(source)
            .query('label_values(speech_build_info, instance)').refresh(VariableRefresh.OnTimeRangeChanged)
            .multi(true).includeAll(true).allValue('.*'));
    for (const [name, panels] of rows) {
        builder.withRow(new RowBuilder(name));
        panels.forEach(one => builder.withPanel(one));
    }

    return builder.build();
}
