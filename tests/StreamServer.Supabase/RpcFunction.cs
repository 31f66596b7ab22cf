using Npgsql;
using NpgsqlTypes;

namespace StreamServer.Supabase;

/// <summary>A function of the schema <c>public</c>, chosen by its name and the names of its arguments.</summary>
internal sealed class RpcFunction
{
    private const string Lookup = """
        select p.oid::regprocedure::text,
               coalesce(p.proargnames[1:p.pronargs], '{}'),
               array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality as a(t, i) order by i),
               p.pronargs - p.pronargdefaults,
               p.proretset,
               p.prorettype = 'void'::regtype,
               r.typtype = 'c' or p.prorettype = 'record'::regtype,
               exists (select from unnest(coalesce(p.proargmodes, '{}')) as m(mode) where mode in ('o', 'b', 't'))
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        join pg_type r on r.oid = p.prorettype
        where n.nspname = 'public' and p.proname = $1 and p.prokind = 'f'
        """;

    private readonly string _name;
    private readonly IReadOnlyDictionary<string, string> _types;
    private readonly int _required;
    private readonly string[] _names;
    private readonly bool _isSet;
    private readonly bool _isComposite;

    private RpcFunction(NpgsqlDataReader row, string name)
    {
        _name = name;
        Signature = row.GetString(0);
        _names = row.GetFieldValue<string[]>(1);
        _types = _names.Zip(row.GetFieldValue<string[]>(2)).ToDictionary(pair => pair.First, pair => pair.Second);
        _required = row.GetInt32(3);
        _isSet = row.GetBoolean(4);
        IsVoid = row.GetBoolean(5);
        _isComposite = row.GetBoolean(6) || row.GetBoolean(7);
    }

    public string Signature { get; }

    public bool IsVoid { get; }

    /// <exception cref="PostgrestException">No function takes these arguments, or several do.</exception>
    public static async Task<RpcFunction> FindAsync(NpgsqlConnection connection, RpcRequest request)
    {
        List<RpcFunction> all = [];
        await using (NpgsqlCommand command = new(Lookup, connection) { Parameters = { new() { Value = request.Function } } })
        {
            await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                all.Add(new RpcFunction(rows, request.Function));
            }
        }

        RpcFunction[] fitting = [.. all.Where(function => function.Takes(request.Arguments))];
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw NotFound(request),
            _ => throw new PostgrestException(
                300,
                "PGRST203",
                "Could not choose the best candidate function between: "
                + string.Join(", ", fitting.Select(function => function.Signature)),
                hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved"),
        };
    }

    /// <summary>A command whose one value is the answer's body.</summary>
    public NpgsqlCommand Call(RpcRequest request, NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        string columns = string.Join(", ", request.Arguments.Select(name => $"{Quote(name)} {_types[name]}"));
        string values = string.Join(", ", request.Arguments.Select(name => $"{Quote(name)} := body.{Quote(name)}"));
        string from = request.Arguments.Count == 0
            ? $"public.{Quote(_name)}() as call"
            : $"json_to_record($1) as body({columns}), lateral public.{Quote(_name)}({values}) as call";
        string value = _isComposite ? "row_to_json(call)" : "to_json(call)";
        string select = _isSet ? $"coalesce(json_agg({value}), '[]')" : value;
        NpgsqlCommand command = new($"select ({select})::text from {from}", connection, transaction);
        if (request.Arguments.Count > 0)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = request.Json, NpgsqlDbType = NpgsqlDbType.Json });
        }

        return command;
    }

    private bool Takes(IReadOnlyList<string> arguments) =>
        arguments.All(_types.ContainsKey) && _names.Take(_required).All(arguments.Contains);

    private static PostgrestException NotFound(RpcRequest request)
    {
        string names = string.Join(", ", request.Arguments);
        string given = request.Arguments.Count == 0 ? " without parameters" : $"({names})";
        string searched = request.Arguments.Count switch
        {
            0 => " without parameters",
            1 => $" with parameter {names}",
            _ => $" with parameters {names}",
        };
        return new PostgrestException(
            404,
            "PGRST202",
            $"Could not find the function public.{request.Function}{given} in the schema cache",
            $"Searched for the function public.{request.Function}{searched} or with a single unnamed json/jsonb parameter, "
            + "but no matches were found in the schema cache.");
    }

    private static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
