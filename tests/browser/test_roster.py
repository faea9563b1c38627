"""The roster by keyboard alone: arrows move, a letter sets the shift, a wrong one is named and stays."""


def test_a_month_is_filled_in_by_keyboard(page, base_url, enter):
    enter(page, "K1009")
    page.goto(f"{base_url}/roster/?edit=1")
    page.locator("[data-cell]").first.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(key)
    row, column = (page.evaluate(f"document.activeElement.closest('{element}').{place}") for element, place in
                   (("tr", "rowIndex"), ("td", "cellIndex")))
    assert (row, column) == (2, 2)  # the second person's second day
    page.keyboard.type("Q")
    assert page.locator(".is-changed").count() == 1
    page.get_by_role("button", name="保存").click()
    assert "没有代码为“Q”的班次" in page.locator(".field-error").inner_text()
    assert page.locator("[aria-invalid]").input_value() == "Q"
    page.locator("[aria-invalid]").fill("D")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/roster/?month=*")
    assert "已保存" in page.locator("#flash").inner_text()


def test_cells_copied_in_excel_fall_into_place(page, base_url, enter):
    enter(page, "K1009")
    page.goto(f"{base_url}/roster/?edit=1")
    page.locator("tr:nth-child(2) [data-cell]").first.evaluate("""(field) => {
        const copied = new DataTransfer();
        copied.setData("text", "d\\tQ1\\r\\n休\\t\\r\\n");
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: copied, bubbles: true, cancelable: true }));
    }""")
    cells = page.evaluate("""[2, 3].map((row) => [...document.querySelectorAll(`tr:nth-child(${row}) [data-cell]`)]
        .slice(0, 2).map((field) => field.value))""")
    assert cells == [["d", "Q1"], ["休", ""]]
