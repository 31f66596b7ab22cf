using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Words that make the number beside them a code, a name of something or a number to call, all said digit by digit.</summary>
internal static class NumberLabels
{
    private const int MaxBefore = 48;
    private const int MaxSteps = 5;

    // Whatever number follows is said digit by digit.
    private static readonly FrozenSet<string> Codes = Set("""
        otp pin pincode zip zipcode code passcode cvv extension ext mpin password aadhaar aadhar utr pnr trn awb imei isbn issn ifsc uan txn txnid vpa msisdn
        पिन कोड ओटीपी पिनकोड पीएनआर आधार पासवर्ड పిన్ కోడ్ ఓటీపీ పిన్‌కోడ్ ఆధార్ పీఎన్ఆర్
        """);

    // What is numbered: from four digits on a name, not an amount.
    private static readonly FrozenSet<string> Things = Set("train flight room box account acct a/c roll ref reference gstin pan epic fir");

    // Amounts may stand behind these too: "number", "no." or "ID" has to stand between.
    private static readonly FrozenSet<string> Numbered = Set("""
        order invoice ticket booking policy bill consumer customer reg registration meeting tracking consignment enrollment enrolment application passport
        licence license serial card folio docket complaint case request employee student member membership user transaction receipt loan claim vehicle
        chassis engine service cheque voucher shipment parcel confirmation candidate hall
        बिल खाता खाते ग्राहक रसीद टिकट बुकिंग पंजीकरण बैंक మీటర్ బిల్లు ఖాతా టికెట్ బుకింగ్
        """);

    private static readonly FrozenSet<string> Links = Set("number no num nos or and id ids is are in of the your my was ending last digits digit नंबर नम्बर संख्या नं सं क्रमांक है के अंक नंबर करो करें कीजिए पर पे को నంబర్ నం నెం సంఖ్య");

    private static readonly FrozenSet<string> Numbers = Set("number no num id ids नंबर नम्बर संख्या नं सं क्रमांक నంబర్ నం నెం సంఖ్య");

    private static readonly FrozenSet<string> Calls = Set("""
        call dial ring phone ph tel telephone mobile helpline hotline whatsapp sms text contact fax landline toll-free tollfree mob
        कॉल फोन फ़ोन डायल हेल्पलाइन मोबाइल संपर्क दूरभाष కాల్ ఫోన్ డయల్ హెల్ప్‌లైన్ మొబైల్
        """);

    private static readonly string[] CallsBehind = ["कॉल", "काल करें", "फोन", "फ़ोन", "डायल", "కాల్", "ఫోన్", "డయల్"];

    private static readonly string[] CodesBehind = [" as OTP", " as otp", " is the OTP", " is your OTP", " is the otp", " is your otp", " is your code", " is the code", " is your verification",
        " is your one", " as the OTP", " as your OTP", " is OTP", " ओटीपी", " है आपका ओटीपी", " మీ ఓటీపీ"];

    /// <summary>Every word, for a cheap look at a whole text.</summary>
    public static SearchValues<string> All { get; } =
        SearchValues.Create([.. Codes, .. Things, .. Numbered, .. Calls, .. CallsBehind, "ending", "digits", "अंक", "दू.", "फो.", "फ़ो."], StringComparison.OrdinalIgnoreCase);

    /// <summary>What the words before and behind a number of so many digits say about it.</summary>
    public static NumberLabel Find(ReadOnlySpan<char> source, int at, int end, int digits)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        NumberLabel label = FindBefore(before, digits);
        if (label != NumberLabel.None)
        {
            return label;
        }

        if (digits is >= 4 and <= 8 && StartsWithAny(source[end..], CodesBehind))
        {
            return NumberLabel.Code;
        }

        return CallFollows(source, end) ? NumberLabel.Call : NumberLabel.None;
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static NumberLabel FindBefore(ReadOnlySpan<char> before, int digits)
    {
        bool numbered = false;
        bool ending = false;
        bool direct = true;
        for (int step = 0; step < MaxSteps; step++)
        {
            ReadOnlySpan<char> word = LastWord(ref before, out bool marked);
            numbered |= marked && step == 0;
            if (word.IsEmpty)
            {
                return NumberLabel.None;
            }

            NumberLabel label = Of(word, digits, numbered, direct, ending);
            if (label != NumberLabel.None)
            {
                return label;
            }

            ending |= word is "ending" or "last" or "Last" or "अंक";
            if (ending && digits == 4 && word is "ending" or "last" or "Last" or "आखिरी" or "अंतिम")
            {
                return NumberLabel.Code;
            }

            bool number = Contains(Numbers, word) && !word.Equals("no", StringComparison.Ordinal) || word is "no" or "No";
            numbered |= number;
            direct &= number;
            if (!Contains(Links, word) && !char.IsAsciiDigit(word[0]) && !(step < 2 && word is "STOP" or "HELP" or "to" or "YES"))
            {
                return NumberLabel.None;
            }
        }

        return NumberLabel.None;
    }

    private static NumberLabel Of(ReadOnlySpan<char> word, int digits, bool numbered, bool direct, bool ending)
    {
        if (Contains(Codes, word))
        {
            return digits >= 3 ? NumberLabel.Code : NumberLabel.None;
        }

        if (Contains(Things, word))
        {
            return digits >= 4 && (direct || numbered || ending) ? NumberLabel.Code : NumberLabel.None;
        }

        if (Contains(Numbered, word))
        {
            return digits >= 4 && (numbered || ending) ? NumberLabel.Code : NumberLabel.None;
        }

        return Contains(Calls, word) ? NumberLabel.Call : NumberLabel.None;
    }

    // The word before, and what stood between it and the number: a colon and a hash make a label of it.
    private static ReadOnlySpan<char> LastWord(ref ReadOnlySpan<char> before, out bool marked)
    {
        ReadOnlySpan<char> trimmed = before.TrimEnd(" :#.-\u2013*");
        ReadOnlySpan<char> gap = before[trimmed.Length..];
        marked = gap.ContainsAny(":#");
        int start = trimmed.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(trimmed[start - 1]) || Characters.IsIndicLetterOrMark(trimmed[start - 1])
            || trimmed[start - 1] is '/' or Characters.ZeroWidthNonJoiner or Characters.ZeroWidthJoiner))
        {
            start--;
        }

        ReadOnlySpan<char> word = trimmed[start..];
        before = trimmed[..start];
        return word;
    }

    // A call of a number, behind it: "108 पर कॉल", "108కి కాల్".
    private static bool CallFollows(ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[end..Math.Min(source.Length, end + 16)];
        foreach (string call in CallsBehind)
        {
            int at = rest.IndexOf(call, StringComparison.Ordinal);
            if (at >= 0 && !rest[..at].ContainsAny(",.।|?!"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] starts)
    {
        foreach (string start in starts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(FrozenSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
}
