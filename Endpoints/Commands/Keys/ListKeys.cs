using System.CommandLine;
using System.Globalization;
using StreamServer.Auth.Keys;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys list</c>.</summary>
internal static class ListKeys
{
    public static Command Create(Func<KeysContext> open)
    {
        Command command = new("list", "Every key, the newest first, without its secret.");
        command.Set(open, async (context, _, cancellation) =>
        {
            List<string[]> rows = [["ID", "NAME", "OWNER", "PLAN", "SCOPES", "CREATED", "LAST USED", "STATE"]];
            string? after = null;
            IReadOnlyList<ApiKey> page;
            do
            {
                page = await context.Office.ListAsync(after, cancellation);
                rows.AddRange(page.Select(Row));
                after = page.Count == 0 ? null : page[^1].Id;
            }
            while (page.Count == KeyOffice.PageSize);

            TextTable.Write(context.Output, rows);
        });
        return command;
    }

    private static string[] Row(ApiKey key) =>
    [
        key.Id,
        key.Name,
        key.Owner,
        key.PlanId,
        string.Join(',', KeyScopeNames.NamesOf(key.Scopes)),
        Day(key.Created),
        key.LastUsed is { } used ? Day(used) : "never",
        key.Revoked is { } revoked ? $"revoked {Day(revoked)}"
            : key.Expires is not { } expires ? "valid"
            : expires <= TimeProvider.System.GetUtcNow() ? $"expired {Day(expires)}" : $"until {Day(expires)}",
    ];

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
