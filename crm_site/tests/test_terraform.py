"""What `terraform validate` would say first, where its providers cannot be had: names that are used are declared."""

import re

import pytest

from crm_site.tests.processes import ROOT

TERRAFORM = ROOT / "terraform"
MODULES = sorted(path.name for path in (TERRAFORM / "modules").iterdir())
FOLDERS = [TERRAFORM, TERRAFORM / "bootstrap", *(TERRAFORM / "modules" / name for name in MODULES)]


def text_of(folder):
    """Its files without comments."""
    text = "\n".join(path.read_text() for path in sorted(folder.glob("*.tf")))
    return re.sub(r"^\s*#.*$", "", text, flags=re.M)


def blocks(text, kind):
    """Names and bodies of the blocks of a kind, as terraform fmt indents them."""
    return dict(re.findall(rf'^{kind} "([^"]+)" \{{\n(.*?)^\}}', text, re.M | re.S))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_variables_are_declared_described_and_used(folder):
    text = text_of(folder)
    declared = blocks(text, "variable")
    assert set(re.findall(r"\bvar\.(\w+)", text)) == set(declared)
    assert [name for name, body in declared.items() if "description" not in body or "type" not in body] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_outputs_are_described(folder):
    assert [name for name, body in blocks(text_of(folder), "output").items() if "description" not in body] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_resources_that_are_named_exist(folder):
    text = text_of(folder)
    made = {f"{kind}.{name}" for kind, name in re.findall(r'^resource "(\w+)" "(\w+)"', text, re.M)}
    read = {f"data.{kind}.{name}" for kind, name in re.findall(r'^data "(\w+)" "(\w+)"', text, re.M)}
    brief = {f"ephemeral.{kind}.{name}" for kind, name in re.findall(r'^ephemeral "(\w+)" "(\w+)"', text, re.M)}
    named = set(re.findall(r"(?<![\w.\"])((?:data\.|ephemeral\.)?(?:aws|random)_\w+\.\w+)", text))
    assert named - made - read - brief == set()


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_given_what_it_needs_and_no_more(name):
    call = blocks(text_of(TERRAFORM), "module")[name]
    given = set(re.findall(r"^  (\w+)\s+=", call, re.M)) - {"source"}
    declared = blocks(text_of(TERRAFORM / "modules" / name), "variable")
    needed = {variable for variable, body in declared.items() if not re.search(r"^  default\s+=", body, re.M)}
    assert needed <= given <= set(declared)


def test_outputs_that_are_read_exist():
    text = text_of(TERRAFORM)
    for module, output in re.findall(r"module\.(\w+)\.(\w+)", text):
        assert output in blocks(text_of(TERRAFORM / "modules" / module), "output"), f"{module}.{output}"


def test_a_hosts_first_start_uses_what_it_is_given():
    folder = TERRAFORM / "modules" / "hosts"
    script = (folder / "user_data.sh.tftpl").read_text()
    loops = set(re.findall(r"%\{ for (\w+), (\w+) in", script)[0])
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", script)) | set(re.findall(r"in (\w+) ~\}", script))
    given = set(re.findall(r"^    (\w+)\s+=", re.search(r"templatefile\((.*?)\}\)\)", text_of(folder), re.S)[1], re.M))
    assert used - loops == given


def test_hosts_start_the_roles_and_the_nginx_of_compose():
    script = (TERRAFORM / "modules/hosts/user_data.sh.tftpl").read_text()
    assert set(re.findall(r"^role (\w+)", script, re.M)) == {"migrate", "web", "worker", "beat", "sweep"}
    compose = (ROOT / "docker-compose.yml").read_text()
    image = re.search(r"nginxinc/(nginx-unprivileged:\S+)", compose)[1]
    assert image in text_of(TERRAFORM / "modules/hosts")
    template = (ROOT / "deploy/nginx/nginx.conf.template").read_text()
    assert all(f"--env {name}=" in script for name in set(re.findall(r"\$\{(NGINX_[A-Z_]+)\}", template)))
