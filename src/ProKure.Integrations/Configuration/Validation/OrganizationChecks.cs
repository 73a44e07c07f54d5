namespace ProKure.Integrations.Configuration.Validation;

internal static class OrganizationChecks
{
    public static void Check(OrganizationConfig organization, RowFaults faults)
    {
        FieldChecks.Code(faults, "code", organization.Code);
        FieldChecks.Name(faults, "name", organization.Name);
        RedactionChecks.Check(faults, "redaction", organization.Redaction);
    }
}
