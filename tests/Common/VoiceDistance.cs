namespace StreamServer.Testing;

/// <summary>How far two stretches of speech are apart.</summary>
/// <param name="SpectrumDb">Between the mean spectra, root mean square over the bands.</param>
/// <param name="SpreadDb">Between how much the bands vary.</param>
/// <param name="PitchSemitones">Between the median pitches.</param>
internal readonly record struct VoiceDistance(double SpectrumDb, double SpreadDb, double PitchSemitones)
{
    /// <summary>No measure is larger than the other's.</summary>
    public bool IsWithin(VoiceDistance other) =>
        SpectrumDb <= other.SpectrumDb && SpreadDb <= other.SpreadDb && PitchSemitones <= other.PitchSemitones;

    public override string ToString() => FormattableString.Invariant(
        $"spectrum {SpectrumDb:F2} dB, spread {SpreadDb:F2} dB, pitch {PitchSemitones:F2} semitones");
}
