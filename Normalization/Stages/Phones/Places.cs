using System.Collections.Frozen;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Names of places that postal codes stand behind.</summary>
internal static class Places
{
    private const int MaxWords = 3;

    /// <summary>Two-letter codes of the United States.</summary>
    public static readonly FrozenSet<string> States = """
        AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI
        WY DC
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenSet<string> StateNames = Lines("""
        Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,Indiana,Iowa,Kansas,Kentucky,Louisiana,
        Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,New York,
        North Carolina,North Dakota,Ohio,Oklahoma,Oregon,Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,
        Washington,West Virginia,Wisconsin,Wyoming
        """);

    private static readonly FrozenSet<string> IndianPlaces = Lines("""
        Mumbai,Delhi,New Delhi,Bengaluru,Bangalore,Hyderabad,Ahmedabad,Chennai,Kolkata,Surat,Pune,Jaipur,Lucknow,Kanpur,Nagpur,Indore,Thane,Bhopal,
        Visakhapatnam,Vizag,Patna,Vadodara,Ghaziabad,Ludhiana,Agra,Nashik,Faridabad,Meerut,Rajkot,Varanasi,Srinagar,Aurangabad,Dhanbad,Amritsar,Prayagraj,
        Allahabad,Ranchi,Howrah,Coimbatore,Jabalpur,Gwalior,Vijayawada,Jodhpur,Madurai,Raipur,Kota,Guwahati,Chandigarh,Mysuru,Mysore,Gurgaon,Gurugram,Noida,
        Warangal,Tirupati,Guntur,Nellore,Kurnool,Kochi,Thiruvananthapuram,Bhubaneswar,Dehradun,Shimla,Secunderabad,Navi Mumbai,Amaravati,Karimnagar,
        Telangana,Andhra Pradesh,Karnataka,Kerala,Tamil Nadu,Maharashtra,Gujarat,Rajasthan,Punjab,Haryana,Uttar Pradesh,Madhya Pradesh,Bihar,West Bengal,
        Odisha,Assam,Jharkhand,Chhattisgarh,Uttarakhand,Himachal Pradesh,Goa,India,
        मुंबई,दिल्ली,नई दिल्ली,बेंगलुरु,बैंगलोर,हैदराबाद,अहमदाबाद,चेन्नई,कोलकाता,सूरत,पुणे,जयपुर,लखनऊ,कानपुर,नागपुर,इंदौर,ठाणे,भोपाल,विशाखापत्तनम,पटना,वडोदरा,गाजियाबाद,
        गाज़ियाबाद,लुधियाना,आगरा,नासिक,फरीदाबाद,मेरठ,राजकोट,वाराणसी,श्रीनगर,औरंगाबाद,धनबाद,अमृतसर,प्रयागराज,इलाहाबाद,रांची,राँची,हावड़ा,कोयंबटूर,जबलपुर,ग्वालियर,
        विजयवाड़ा,जोधपुर,मदुरै,रायपुर,कोटा,गुवाहाटी,चंडीगढ़,चंडीगढ़,मैसूर,गुड़गांव,गुरुग्राम,नोएडा,अमरावती,शिमला,देहरादून,गांधीनगर,अगरतला,कोहिमा,इंफाल,आइजोल,शिलांग,
        गंगटोक,ईटानगर,पणजी,दिसपुर,तिरुवनंतपुरम,भुवनेश्वर,महाराष्ट्र,हिमाचल प्रदेश,झारखंड,नागालैंड,गुजरात,जम्मू और कश्मीर,कश्मीर,छत्तीसगढ़,छत्तीसगढ़,मध्य प्रदेश,त्रिपुरा,उत्तर प्रदेश,
        आंध्र प्रदेश,तेलंगाना,कर्नाटक,केरल,तमिलनाडु,तमिल नाडु,राजस्थान,पंजाब,हरियाणा,बिहार,पश्चिम बंगाल,ओडिशा,उड़ीसा,असम,उत्तराखंड,गोवा,मणिपुर,मेघालय,मिजोरम,मिज़ोरम,सिक्किम,
        अरुणाचल प्रदेश,पुडुचेरी,लद्दाख,भारत,
        హైదరాబాద్,విజయవాడ,విశాఖపట్నం,విశాఖ,గుంటూరు,తిరుపతి,వరంగల్,కరీంనగర్,నిజామాబాద్,ఖమ్మం,నెల్లూరు,కర్నూలు,రాజమండ్రి,కాకినాడ,అనంతపురం,కడప,ఏలూరు,ఒంగోలు,సికింద్రాబాద్,అమరావతి,ముంబై,ముంబయి,
        ఢిల్లీ,చెన్నై,బెంగళూరు,కోల్‌కతా,పుణె,తెలంగాణ,ఆంధ్రప్రదేశ్,ఆంధ్ర ప్రదేశ్,కర్ణాటక,తమిళనాడు,మహారాష్ట్ర,భారతదేశం
        """);

    /// <summary>Whether a text ends in the full name of one of the United States.</summary>
    public static bool EndsInState(ReadOnlySpan<char> text) => EndsInOne(text, StateNames);

    /// <summary>Whether a text ends in the name of a city or state of India, in any of the three scripts.</summary>
    public static bool EndsInIndianPlace(ReadOnlySpan<char> text) => EndsInOne(text, IndianPlaces);

    private static FrozenSet<string> Lines(string names) =>
        names.Split((char[])[',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet();

    private static bool EndsInOne(ReadOnlySpan<char> text, FrozenSet<string> names)
    {
        var lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        int start = text.Length;
        for (int words = 0; words < MaxWords && start > 0; words++)
        {
            start = text[..start].LastIndexOfAny(" ,\n(");
            if (lookup.Contains(text[(start + 1)..]))
            {
                return true;
            }

            if (start < 0)
            {
                break;
            }
        }

        return false;
    }
}
