"""Edits a spreadsheet in LibreOffice Calc, as a person would, and saves it.

usage: edit_in_office.py TEMPLATE OUT_FOLDER EDITS

EDITS is a file with a line `CELL<TAB>TEXT` for each edit, such as `E5	partly`.
Saves OUT_FOLDER/edited.{xlsx,ods,csv}, each from the same edited document.
"""

import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {
    "xlsx": ("Calc MS Excel 2007 XML", None),
    "ods": ("calc8", None),
    # Commas, double quotes, UTF-8, from the first line on.
    "csv": ("Text - txt - csv (StarCalc)", "44,34,76,1"),
}


def option(name, value):
    prop = PropertyValue()
    prop.Name = name
    prop.Value = value
    return prop


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(600):
        try:
            return resolver.resolve(
                f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
            )
        except NoConnectException:
            time.sleep(0.1)
    sys.exit("LibreOffice did not start")


def main(template, out, edits):
    out = pathlib.Path(out).resolve()
    pipe = f"tidemark-{out.name}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{out}/profile",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", context
        )
        document = desktop.loadComponentFromURL(
            pathlib.Path(template).resolve().as_uri(),
            "_blank",
            0,
            (option("Hidden", True),),
        )
        sheet = document.Sheets.getByIndex(0)
        for line in pathlib.Path(edits).read_text("utf-8").splitlines():
            cell, text = line.split("\t", 1)
            # As typed: Calc decides what it is.
            sheet.getCellRangeByName(cell).setFormula(text)
        for ending, (filter_name, options) in FILTERS.items():
            settings = [option("FilterName", filter_name)]
            if options:
                settings.append(option("FilterOptions", options))
            document.storeToURL((out / f"edited.{ending}").as_uri(), settings)
        document.close(True)
        try:
            desktop.terminate()
        except Exception:  # The connection ends with it.
            pass
    finally:
        try:
            office.wait(30)
        except subprocess.TimeoutExpired:
            office.kill()


main(*sys.argv[1:])
