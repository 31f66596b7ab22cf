using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>
/// Reads the data of a Python pickle (protocols 2 to 4) as far as PyTorch checkpoints use them: numbers, text, tuples, lists and
/// dictionaries. Nothing in it is run: classes and calls come out as names (CPython Lib/pickletools.py).
/// </summary>
internal sealed class PickleReader
{
    // A few for each tensor; what is not a checkpoint could ask for gigabytes.
    private const int MostValues = 2_000_000;

    private static readonly object Mark = new();

    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _position;
    private int _values;

    private PickleReader(byte[] bytes) => _bytes = bytes;

    /// <exception cref="InvalidDataException">The bytes end early or use something that checkpoints do not.</exception>
    public static object? Read(byte[] bytes)
    {
        PickleReader reader = new(bytes);
        try
        {
            return reader.Run();
        }
        catch (Exception exception) when (
            exception is ArgumentException or IndexOutOfRangeException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            throw new InvalidDataException($"The pickle is broken near byte {reader._position}.", exception);
        }
    }

    private object? Run()
    {
        while (true)
        {
            byte operation = _bytes[_position++];
            switch (operation)
            {
                case (byte)'.': // STOP
                    return Pop();
                case 0x80: // PROTO
                    _position++;
                    break;
                case 0x95: // FRAME
                    _position += 8;
                    break;
                case (byte)'(': // MARK
                    Push(Mark);
                    break;
                default:
                    if (!Value(operation) && !Collection(operation) && !Memo(operation))
                    {
                        throw new InvalidDataException(
                            $"The pickle uses operation 0x{operation:x2} at byte {_position - 1}, which no checkpoint needs.");
                    }

                    break;
            }
        }
    }

    private bool Value(byte operation)
    {
        switch (operation)
        {
            case (byte)'N':
                Push(null);
                return true;
            case 0x88:
                Push(true);
                return true;
            case 0x89:
                Push(false);
                return true;
            case (byte)'K': // BININT1
                Push((long)_bytes[_position++]);
                return true;
            case (byte)'M': // BININT2
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case (byte)'J': // BININT
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case 0x8a: // LONG1
                Push(Long(Take(_bytes[_position++])));
                return true;
            case (byte)'G': // BINFLOAT
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                return true;
            case (byte)'X': // BINUNICODE
                Push(Text(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                return true;
            case 0x8c: // SHORT_BINUNICODE
                Push(Text(_bytes[_position++]));
                return true;
            case (byte)'c': // GLOBAL
                Push(new PickleGlobal(Line(), Line()));
                return true;
            case 0x93: // STACK_GLOBAL
                string name = Pop<string>();
                Push(new PickleGlobal(Pop<string>(), name));
                return true;
            case (byte)'Q': // BINPERSID
                Push(new PicklePersistentId(Pop<object?[]>()));
                return true;
            default:
                return false;
        }
    }

    private bool Collection(byte operation)
    {
        switch (operation)
        {
            case (byte)')': // EMPTY_TUPLE
                Push(Array.Empty<object?>());
                return true;
            case (byte)'t': // TUPLE
                Push(PopToMark());
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                int count = operation - 0x84;
                object?[] tuple = [.. _stack[^count..]];
                _stack.RemoveRange(_stack.Count - count, count);
                Push(tuple);
                return true;
            case (byte)']': // EMPTY_LIST
                Push(new List<object?>());
                return true;
            case (byte)'a': // APPEND
                object? item = Pop();
                List().Add(item);
                return true;
            case (byte)'e': // APPENDS
                object?[] items = PopToMark();
                List().AddRange(items);
                return true;
            case (byte)'}': // EMPTY_DICT
                Push(new Dictionary<string, object?>(StringComparer.Ordinal));
                return true;
            case (byte)'s': // SETITEM
                object? value = Pop();
                Set(Pop(), value);
                return true;
            case (byte)'u': // SETITEMS
                object?[] pairs = PopToMark();
                for (int i = 0; i < pairs.Length; i += 2)
                {
                    Set(pairs[i], pairs[i + 1]);
                }

                return true;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                object?[] arguments = Pop<object?[]>();
                PickleGlobal function = Pop<PickleGlobal>();
                Push(function is { Module: "collections", Name: "OrderedDict" }
                    ? new Dictionary<string, object?>(StringComparer.Ordinal)
                    : new PickleCall(function, arguments));
                return true;
            case (byte)'b': // BUILD: attributes of an object, of which none matters here
                Pop();
                return true;
            default:
                return false;
        }
    }

    private bool Memo(byte operation)
    {
        switch (operation)
        {
            case (byte)'q': // BINPUT
                _memo[_bytes[_position++]] = _stack[^1];
                return true;
            case (byte)'r': // LONG_BINPUT
                _memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))] = _stack[^1];
                return true;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = _stack[^1];
                return true;
            case (byte)'h': // BINGET
                Push(_memo[_bytes[_position++]]);
                return true;
            case (byte)'j': // LONG_BINGET
                Push(_memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))]);
                return true;
            default:
                return false;
        }
    }

    private void Set(object? key, object? value)
    {
        // Keys of other kinds belong to optimiser states.
        if (_stack[^1] is Dictionary<string, object?> dictionary)
        {
            dictionary[key?.ToString() ?? ""] = value;
        }
    }

    private void Push(object? value)
    {
        if (++_values > MostValues)
        {
            throw new InvalidDataException($"The pickle has more than {MostValues} values.");
        }

        _stack.Add(value);
    }

    private T Pop<T>()
        where T : class =>
        Pop() as T ?? throw new InvalidDataException($"The pickle has something else before byte {_position} than it needs.");

    private object? Pop()
    {
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private List<object?> List() =>
        _stack[^1] as List<object?>
        ?? throw new InvalidDataException($"The pickle appends to something else than a list at byte {_position}.");

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(Mark);
        object?[] items = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.AsSpan(_position, count);
        _position += count;
        return taken;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        int end = Array.IndexOf(_bytes, (byte)'\n', _position);
        string line = Encoding.UTF8.GetString(_bytes.AsSpan(_position, end - _position));
        _position = end + 1;
        return line;
    }

    private static long Long(ReadOnlySpan<byte> littleEndian)
    {
        long value = 0;
        for (int i = littleEndian.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | littleEndian[i];
        }

        int unused = 64 - (8 * littleEndian.Length);
        return littleEndian.Length is > 0 and < 8 ? value << unused >> unused : value;
    }
}
