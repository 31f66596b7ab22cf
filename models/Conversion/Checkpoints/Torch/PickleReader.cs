using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Models.Conversion.Checkpoints.Torch;

/// <summary>
/// Reads the data of a Python pickle (protocols 2 to 4) as far as PyTorch checkpoints use them: numbers, text, tuples, lists and
/// dictionaries. Nothing in it is run: classes and calls come out as names (CPython Lib/pickletools.py).
/// </summary>
internal sealed class PickleReader
{
    private static readonly object Mark = new();

    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _position;

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
                    _stack.Add(Mark);
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
                _stack.Add(null);
                return true;
            case 0x88:
                _stack.Add(true);
                return true;
            case 0x89:
                _stack.Add(false);
                return true;
            case (byte)'K': // BININT1
                _stack.Add((long)_bytes[_position++]);
                return true;
            case (byte)'M': // BININT2
                _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case (byte)'J': // BININT
                _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case 0x8a: // LONG1
                _stack.Add(Long(Take(_bytes[_position++])));
                return true;
            case (byte)'G': // BINFLOAT
                _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                return true;
            case (byte)'X': // BINUNICODE
                _stack.Add(Text(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                return true;
            case 0x8c: // SHORT_BINUNICODE
                _stack.Add(Text(_bytes[_position++]));
                return true;
            case (byte)'c': // GLOBAL
                _stack.Add(new PickleGlobal(Line(), Line()));
                return true;
            case 0x93: // STACK_GLOBAL
                string name = (string)Pop()!;
                _stack.Add(new PickleGlobal((string)Pop()!, name));
                return true;
            case (byte)'Q': // BINPERSID
                _stack.Add(new PicklePersistentId((object?[])Pop()!));
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
                _stack.Add(Array.Empty<object?>());
                return true;
            case (byte)'t': // TUPLE
                _stack.Add(PopToMark());
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                int count = operation - 0x84;
                object?[] tuple = [.. _stack[^count..]];
                _stack.RemoveRange(_stack.Count - count, count);
                _stack.Add(tuple);
                return true;
            case (byte)']': // EMPTY_LIST
                _stack.Add(new List<object?>());
                return true;
            case (byte)'a': // APPEND
                object? item = Pop();
                ((List<object?>)_stack[^1]!).Add(item);
                return true;
            case (byte)'e': // APPENDS
                object?[] items = PopToMark();
                ((List<object?>)_stack[^1]!).AddRange(items);
                return true;
            case (byte)'}': // EMPTY_DICT
                _stack.Add(new Dictionary<string, object?>(StringComparer.Ordinal));
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
                object?[] arguments = (object?[])Pop()!;
                PickleGlobal function = (PickleGlobal)Pop()!;
                _stack.Add(function is { Module: "collections", Name: "OrderedDict" }
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
                _stack.Add(_memo[_bytes[_position++]]);
                return true;
            case (byte)'j': // LONG_BINGET
                _stack.Add(_memo[BinaryPrimitives.ReadInt32LittleEndian(Take(4))]);
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

    private object? Pop()
    {
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

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
