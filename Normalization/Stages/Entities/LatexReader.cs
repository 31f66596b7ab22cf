using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>
/// Says a formula in LaTeX. Plain powers, numbers and fractions of numbers are left in their usual notation for the rules that come
/// later.
/// </summary>
internal ref struct LatexReader(SpokenText text, ReadOnlySpan<char> source, int at)
{
    // Deeper groups lose their braces only.
    private const int MaxDepth = 8;
    private const int MaxGroup = 200;

    private readonly ReadOnlySpan<char> _source = source;
    private readonly LanguageRules _language = LanguageCatalog.For(text, at);
    private int _at = at;
    private int _depth;

    // Whether what comes next has to stand apart from the word that was said.
    private bool _apart;
    private bool _operand;

    /// <summary>Where a command that stands in a text ends, its groups included; 0 when its name is not known.</summary>
    public static int CommandEnd(ReadOnlySpan<char> source, int at)
    {
        int end = NameEnd(source, at);
        ReadOnlySpan<char> name = source[(at + 1)..end];
        int groups = LatexCommands.Groups(name);
        if (name.IsEmpty || (groups == 0 && LatexCommands.Find(name) is null))
        {
            return 0;
        }

        for (int group = 0; group < groups; group++)
        {
            int close = source.At(end) == '{' ? GroupEnd(source, end) : 0;
            if (close == 0)
            {
                return 0;
            }

            end = close;
        }

        return end;
    }

    public void Say()
    {
        while (_at < _source.Length)
        {
            SayNext();
        }
    }

    private void SayNext()
    {
        char c = _source[_at];
        switch (c)
        {
            case '\\':
                SayCommand();
                break;
            case '^':
                _at++;
                SayPower();
                break;
            case '_':
                _at++;
                _apart = true;
                SayGroup();
                break;
            case '{' or '}' or '&' or '$':
                _at++;
                break;
            case ' ' or '~' or '\n' or '\t':
                _at++;
                _apart = true;
                break;
            case '+' or '-' or '=' or '<' or '>' or '*':
                _at++;
                SayOperator(c);
                break;
            case '\'':
                _at++;
                SayWord("prime");
                break;
            default:
                _at++;
                WriteRaw(c);
                break;
        }
    }

    private void SayOperator(char sign)
    {
        bool between = _operand;
        SayWord(sign switch
        {
            '+' => _language.Plus,
            '-' => _language.Minus,
            '=' => _language.Equal,
            '*' => _language.Times,
            '<' => between ? "is less than" : "less than",
            _ => between ? "is greater than" : "greater than",
        });
        _operand = false;
    }

    private void SayCommand()
    {
        int end = NameEnd(_source, _at);
        ReadOnlySpan<char> name = _source[(_at + 1)..end];
        if (name.IsEmpty)
        {
            // "\," and "\;" are spaces, "\%" and "\{" are signs, "\\" ends a line.
            char sign = _source.At(_at + 1);
            _at = Math.Min(_source.Length, _at + 2);
            _apart = true;
            if (sign is '%' or '#' or '&' or '$')
            {
                WriteRaw(sign);
            }

            return;
        }

        _at = end;
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac" or "binom":
                SayFraction(name is "binom" ? "choose" : "over");
                break;
            case "sqrt":
                SayRoot();
                break;
            case "int" or "sum" or "prod" or "lim" or "oint":
                SayWithLimits(LatexCommands.Find(name)!);
                break;
            case "circ":
                WriteRaw('°');
                break;
            default:
                SayNamed(name);
                break;
        }
    }

    private void SayNamed(ReadOnlySpan<char> name)
    {
        if (LatexCommands.Groups(name) == 1)
        {
            _apart = true;
            SayGroup();
            _apart = true;
            return;
        }

        // What only sets sizes and spaces is not said.
        string? word = LatexCommands.Find(name);
        SayWord(word ?? "");
        if (word is null)
        {
            _apart = true;
        }
    }

    private void SayFraction(string between)
    {
        ReadOnlySpan<char> above = PeekGroup(_at, out int middle);
        ReadOnlySpan<char> below = PeekGroup(middle, out int end);
        if (between is "over" && IsDigits(above) && IsDigits(below))
        {
            foreach (char c in above)
            {
                WriteRaw(c);
            }

            WriteRaw('/');
            foreach (char c in below)
            {
                WriteRaw(c);
            }

            _at = end;
            _apart = true;
            return;
        }

        SayGroup();
        SayWord(between);
        _operand = false;
        SayGroup();
        _apart = true;
    }

    private void SayRoot()
    {
        if (_source.At(_at) == '[')
        {
            int close = _source[_at..].IndexOf(']');
            ReadOnlySpan<char> degree = close > 1 ? _source.Slice(_at + 1, close - 1) : [];
            _at = close > 0 ? _at + close + 1 : _at + 1;
            SayWord(degree is "3" ? "cube root of" : degree is "4" ? "fourth root of" : "root of");
        }
        else
        {
            SayWord("square root of");
        }

        _operand = false;
        SayGroup();
        _apart = true;
    }

    // \int_0^1, \sum_{i=1}^{n}
    private void SayWithLimits(string name)
    {
        SayWord(name);
        _operand = false;
        while (_source.At(_at) == ' ')
        {
            _at++;
        }

        bool limits = _source.At(_at) == '_';
        bool limit = name is "limit";
        if (limits)
        {
            _at++;
            SayWord(limit ? "as" : "from");
            SayGroup();
            if (_source.At(_at) == '^')
            {
                _at++;
                SayWord(_language.To);
                SayGroup();
            }
        }

        SayWord("of");
        _operand = false;
    }

    private void SayPower()
    {
        ReadOnlySpan<char> power = PeekGroup(_at, out int end);
        power = power.Trim(' ');
        if (power is "\\circ")
        {
            _apart = false;
            WriteRaw('°');
            _at = end;
            return;
        }

        if (power is "\\prime")
        {
            SayWord("prime");
            _at = end;
            return;
        }

        if (IsDigits(power.TrimStart("+-")) || (power.Length == 1 && char.IsAsciiLetter(power[0])))
        {
            _apart = false;
            WriteRaw('^');
            foreach (char c in power)
            {
                WriteRaw(c);
            }

            _at = end;
            _apart = true;
            return;
        }

        SayWord("to the power of");
        _operand = false;
        SayGroup();
        _apart = true;
    }

    // What stands in braces, or one character, or one command.
    private void SayGroup()
    {
        while (_source.At(_at) == ' ')
        {
            _at++;
        }

        if (_at >= _source.Length)
        {
            return;
        }

        if (_source[_at] != '{')
        {
            SayNext();
            return;
        }

        int close = GroupEnd(_source, _at);
        if (close == 0 || _depth >= MaxDepth)
        {
            _at++;
            return;
        }

        _at++;
        _depth++;
        while (_at < close - 1)
        {
            SayNext();
        }

        _depth--;
        _at = Math.Max(_at, close);
    }

    private readonly ReadOnlySpan<char> PeekGroup(int at, out int end)
    {
        while (_source.At(at) == ' ')
        {
            at++;
        }

        int close = _source.At(at) == '{' ? GroupEnd(_source, at) : 0;
        if (close > 0)
        {
            end = close;
            return _source[(at + 1)..(close - 1)];
        }

        end = _source.At(at) == '\\' ? NameEnd(_source, at) : Math.Min(_source.Length, at + 1);
        return _source[Math.Min(at, end)..end];
    }

    private void SayWord(string word)
    {
        if (word.Length > 0)
        {
            text.Say(word);
            _apart = true;
            _operand = true;
        }
    }

    private void WriteRaw(char c)
    {
        if (_apart && text.LastWritten is not (' ' or '\0'))
        {
            text.Write(' ');
        }

        _apart = false;
        _operand |= c != ' ';
        text.Write(c);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static int NameEnd(ReadOnlySpan<char> source, int at)
    {
        int end = at + 1;
        while (end < source.Length && end - at <= LatexCommands.MaxName && char.IsAsciiLetter(source[end]))
        {
            end++;
        }

        return Math.Min(end, source.Length);
    }

    // Behind the brace that closes the one at an index; 0 when there is none near.
    private static int GroupEnd(ReadOnlySpan<char> source, int at)
    {
        int depth = 0;
        int limit = Math.Min(source.Length, at + MaxGroup);
        for (int end = at; end < limit; end++)
        {
            depth += source[end] == '{' ? 1 : source[end] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return end + 1;
            }
        }

        return 0;
    }
}
