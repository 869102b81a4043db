"""`kpi quality`, and what an import says of doubtful data."""

import json
from pathlib import Path

import pytest

from cli import main
from tests.data.summary.test_findings import LINES, folder


def test_an_import_says_it_and_kpi_quality_tells_what_to_do(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(folder(tmp_path, LINES))]) == 0
    assert "doubtful" not in capsys.readouterr().out
    assert main(["kpi", "quality"]) == 0 and capsys.readouterr().out == "plant: nothing doubtful.\n"
    assert main(["import", str(folder(tmp_path, (*LINES, "W1,Closed,2024-03-04T15:00:00,7,0")))]) == 0
    assert "plant: 1 doubtful: 1 goods after Completed; see kpi quality" in capsys.readouterr().out
    assert main(["kpi", "quality", "--factory", "plant", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["factories"]
    assert (found["factory"], found["doubtful"]) == ("plant", 1)
    (rule,) = found["rules"]
    assert (rule["rule"], rule["count"]) == ("goods_after_end", 1) and rule["why"] and rule["mend"]
    detail = "7 pieces in 1 line after the end on 4 Mar 2024 14:00, the last on 4 Mar 2024 15:00"
    example = {"order": "W1", "asset_id": "M1", "day": "2024-03-04", "subject": "order W1", "detail": detail}
    assert rule["examples"] == [example]
    assert main(["kpi", "quality"]) == 0
    said = capsys.readouterr().out
    assert "1 goods after Completed (goods_after_end)" in said and "Mend: If boxes" in said and detail in said
    assert main(["kpi", "quality", "--factory", "plan"]) == 2
    assert "did you mean plant" in capsys.readouterr().err
