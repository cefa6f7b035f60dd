namespace Sluice.Diagnosis.Examination;

/// <summary>What a probe is doing at the moment, for people who wait.</summary>
/// <param name="Hop">At which hop.</param>
/// <param name="Doing">What, in a few words.</param>
public sealed record ProbeProgress(string Hop, string Doing);
