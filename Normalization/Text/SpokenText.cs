using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace StreamServer.Normalization.Text;

/// <summary>
/// The text on its way through the stages: a source that a rule reads and a target that it writes, swapped by <see cref="Commit"/>.
/// Language spans move along with the characters. Not thread-safe; buffers are kept between texts, so a warm instance allocates nothing.
/// </summary>
internal sealed partial class SpokenText
{
    // Room for a request of the largest size that is usual, 5,000 characters, in words; longer texts borrow from the pool.
    private const int InitialCapacity = 16_384;

    private char[] _source = new char[InitialCapacity];
    private char[] _target = new char[InitialCapacity];
    private int _length;
    private int _written;
    private int _editSource;
    private int _editTarget;
    private bool _edited;
    private List<TextEdit>? _edits;

    /// <summary>The text as the last <see cref="Commit"/> left it. Valid until the next one.</summary>
    public ReadOnlySpan<char> Source => _source.AsSpan(0, _length);

    /// <summary>A cursor in <see cref="Source"/> that does not look back into what is settled.</summary>
    public TextCursor Cursor(int at) => new(Source, at, Consumed);

    /// <summary>Everything before this index is settled for the running rule and must not be looked at as part of a new match.</summary>
    public int Consumed { get; private set; }

    /// <summary>The choices of this call.</summary>
    public NormalizationOptions Options { get; private set; } = NormalizationOptions.Default;

    /// <summary>Starts over with a new text.</summary>
    public void Load(ReadOnlySpan<char> text, NormalizationOptions options)
    {
        Options = options;
        _length = 0;
        Grow(ref _source, 0, text.Length);
        text.CopyTo(_source);
        _length = text.Length;
        _edits = null;
        ClearSpans();
        Restart();
    }

    /// <summary>Gives back what a long text needed: an idle instance is small.</summary>
    public void Release()
    {
        Shrink(ref _source);
        Shrink(ref _target);
        _length = 0;
        _edits = null;
        Options = NormalizationOptions.Default;
    }

    /// <summary>
    /// Starts an edit: copies what lies before <paramref name="start"/> and leaves out what follows, until <see cref="End"/>.
    /// </summary>
    public void Begin(int start)
    {
        Debug.Assert(start >= Consumed, "An edit must not reach back into one that is settled.");
        CopyThrough(start);
        _editSource = start;
        _editTarget = _written;
        _edited = true;
    }

    /// <summary>Writes a word or several, apart from what stands before them.</summary>
    public void Say(ReadOnlySpan<char> words)
    {
        if (_written > 0 && words.Length > 0)
        {
            char last = _target[_written - 1];
            bool apart = _written > _editTarget ? !char.IsWhiteSpace(last) : Characters.IsWord(last) || last == ']';
            if (apart)
            {
                Write(' ');
            }
        }

        Write(words);
    }

    /// <summary>Writes characters as they are.</summary>
    public void Write(ReadOnlySpan<char> characters)
    {
        Grow(ref _target, _written, characters.Length);
        characters.CopyTo(_target.AsSpan(_written));
        _written += characters.Length;
    }

    public void Write(char character)
    {
        Grow(ref _target, _written, 1);
        _target[_written++] = character;
    }

    /// <summary>What the running edit has written.</summary>
    public ReadOnlySpan<char> Edit => _target.AsSpan(_editTarget, _written - _editTarget);

    /// <summary>The last word of the running edit; empty when it has none.</summary>
    public ReadOnlySpan<char> LastWord
    {
        get
        {
            ReadOnlySpan<char> edit = Edit;
            return edit[(edit.LastIndexOf(' ') + 1)..];
        }
    }

    /// <summary>Takes back the last <paramref name="count"/> characters of the running edit.</summary>
    public void Unwrite(int count)
    {
        Debug.Assert(_written - count >= _editTarget, "Only the running edit may be taken back.");
        _written -= count;
    }

    /// <summary>Takes back a space at the end of the running edit.</summary>
    public void UnwriteSpace()
    {
        if (_written > _editTarget && _target[_written - 1] == ' ')
        {
            _written--;
        }
    }

    /// <summary>The character that the next one would follow; NUL at the start of the text.</summary>
    public char LastWritten => _written == 0 ? '\0' : _target[_written - 1];

    /// <summary>Ends the edit: what follows starts at <paramref name="end"/>, apart from the words that were said.</summary>
    public void End(int end)
    {
        if (_written > _editTarget && end < _length && !char.IsWhiteSpace(_target[_written - 1])
            && (Characters.IsWord(_source[end]) || _source[end] == '['))
        {
            Write(' ');
        }

        EndExactly(end);
    }

    /// <summary>As <see cref="End"/>, without setting apart what follows.</summary>
    public void EndExactly(int end)
    {
        MapSpansThrough(end);
        Consumed = end;
        _edits?.Add(new TextEdit(
            _source.AsSpan(_editSource, end - _editSource).ToString(),
            _target.AsSpan(_editTarget, _written - _editTarget).ToString()));
    }

    /// <summary>As <see cref="EndExactly"/>, but keeps a combining mark that follows from settling on what now stands before it.</summary>
    public void EndTouching(int end)
    {
        if (end < _length && _source[end] >= '\u0300' && char.GetUnicodeCategory(_source[end]) == UnicodeCategory.NonSpacingMark)
        {
            Write(' ');
        }

        EndExactly(end);
    }

    /// <summary>Replaces <c>[start, end)</c> by words.</summary>
    public void Replace(int start, int end, ReadOnlySpan<char> words)
    {
        Begin(start);
        Say(words);
        End(end);
    }

    /// <summary>Replaces <c>[start, end)</c> by a space, or by nothing when a space or an end of the text is next to it.</summary>
    public void Remove(int start, int end)
    {
        Begin(start);
        if (_written > 0 && end < _length && !char.IsWhiteSpace(_target[_written - 1]) && !char.IsWhiteSpace(_source[end]))
        {
            Write(' ');
        }

        EndExactly(end);
    }

    /// <summary>Makes the target the source, when something was edited.</summary>
    public void Commit()
    {
        if (_edited)
        {
            CopyThrough(_length);
            (_source, _target) = (_target, _source);
            _length = _written;
            SwapSpans();
        }

        Restart();
    }

    /// <summary>From now on edits are collected in <paramref name="edits"/>; null stops it.</summary>
    public void Record(List<TextEdit>? edits) => _edits = edits;

    public override string ToString() => Source.ToString();

    private void Restart()
    {
        _written = 0;
        Consumed = 0;
        _editTarget = 0;
        _edited = false;
        RestartSpans();
    }

    private void CopyThrough(int position)
    {
        int shift = _written - Consumed;
        Write(_source.AsSpan(Consumed, position - Consumed));
        ShiftSpansThrough(position, shift);
        Consumed = position;
    }

    private static void Grow(ref char[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
        {
            char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(buffer.Length * 2, used + more));
            buffer.AsSpan(0, used).CopyTo(larger);
            if (buffer.Length > InitialCapacity)
            {
                ArrayPool<char>.Shared.Return(buffer);
            }

            buffer = larger;
        }
    }

    private static void Shrink(ref char[] buffer)
    {
        if (buffer.Length > InitialCapacity)
        {
            ArrayPool<char>.Shared.Return(buffer);
            buffer = new char[InitialCapacity];
        }
    }
}
