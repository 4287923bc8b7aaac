"""What the workbook is made of beside its plain sheets."""
