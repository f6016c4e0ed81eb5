"""The phrases of accusation and of officials' conduct (see `domain.phrases`, `domain.sorting`).

Many on purpose: one denunciation missed harms more than one question too many.
"""

from __future__ import annotations

from domain.phrases import Phrases

NO_DENUNCIATION = Phrases(
    """
    không/chưa/chẳng tố cáo/giác
    không/chưa/chẳng có/phải/muốn/dám/định tố cáo
    không có ý/gì tố cáo
    cây/người/nhà/cột/tướng/dáng/bụi to cao
    nhận/lĩnh/lãnh/lấy/phát/xin tiền/quà hỗ/trợ trợ/cấp
    nhận/lĩnh/lãnh/lấy/phát tiền/quà bảo hiểm
    nhận/lĩnh/lãnh/lấy/phát tiền/quà bồi/đền thường/bù
    nhận/lĩnh/lãnh/lấy/phát tiền/quà lương/hưu/tết
    tiền/quà … nhận ở đâu
    !nhân tiện
    nhân tiện xin/hỏi
    nhân tiện cho tôi/em/tui/con/hỏi
    phòng bị dột/hư/ngập/tốc/sập/nóng/ẩm/mốc
    !hơi lo
    hơi lo vì/về/lắng/là/nên/lắm/quá
    !thấm ở
    nước thấm
    thấm ở tường/nhà/nền
    lấy/đổi/rút/thu tiền lẻ/rách/mặt/atm/rác/điện/nước/học
    có thu tiền không
    bao che nắng/mưa/bụi
    đánh bắt/rơi/mất/máy/số
    nhờ/báo/gọi/kêu/mời/xin/cần/mong/nghị công/cán an/bộ      # asked to help
    """
)
"""What only sounds like an accusation."""

ACCUSATION = Phrases(
    """
    tố cáo/giác
    !tham ô
    tham ô … tiền/quỹ/đất/công/của
    tham nhũng
    !hối lộ
    nhận/đưa/ăn/đòi/vòi/chuyện/nạn/vụ/vì hối lộ
    biển thủ
    thụt két
    chiếm đoạt
    lừa đảo
    lường gạt
    !bao che
    bao che cho/người/con/cơ/nhau/sai
    bảo kê
    lót tay
    lo lót
    đút lót
    đòi/phải/tiền/bắt chung chi # alone it is also "chứng chỉ", a certificate
    chung chi mới/tiền
    chung tiền … mới/cho
    phong bì
    bồi dưỡng … mới ký/làm/cho
    tiền cà phê
    tiền … mới ký/làm/cấp/giải/được/chịu/cho/đo
    triệu … mới ký/làm/cấp/giải/được/chịu/cho/đo
    ăn chặn
    ăn bớt
    bớt xén
    cắt xén
    rút ruột
    !xà xẻo
    !khai/ký/nâng khống         # "khong" is mostly "không"
    khai khống danh/hộ/tiền/số/để
    trục lợi
    !tư lợi
    bỏ túi riêng
    tiền bỏ túi
    !ăn tiền dân
    ăn tiền … dân/tài/hộ/nghèo/xế/bà/người
    nhận/lấy/moi/vòi/đòi/vét/ăn/ôm tiền của/dân/hụi/quỹ/cứu
    ôm/giựt/giật tiền/hụi
    làm tiền dân
    !làm giả
    làm giả giấy/chữ/hóa/hồ/con/sổ
    !giấy/chữ/bằng giả
    con dấu giả
    giả mạo
    giả chữ ký
    bằng cấp giả
    lợi dụng chức/quyền
    lạm/lộng/tiếm quyền
    !lạm thu                    # "lam thu tuc" is paperwork
    chạy chức/quyền
    !chạy án
    !mua/bán quan/chức
    chia chác
    chia nhau tiền/đất/quà/gạo
    ức hiếp/bức dân
    hà hiếp
    trù dập
    !trả thù
    ép dân ký/bán/nộp/đóng
    ký giấy trắng
    bán đất công
    thu tiền … biên/hóa
    đánh dân
    gạo/quà … đem bán
    sửa sổ sách
    bán/buôn ma túy
    !nặng lãi
    vay nặng lãi
    corrupt/corruption
    bribe/bribes/bribery/bribed
    denounce/denunciation/denouncing
    embezzle/embezzled/embezzlement/embezzles
    kickback/kickbacks/extort/extorted/extortion
    money under the table
    covering/cover up for
    ពុករលួយ
    សំណូក
    បរិហារ
    ស៊ីលុយ
    គាបលុយ
    ឃូស
    """
)
"""An accusation whoever it is about."""

OFFICIAL = Phrases(
    """
    cán bộ
    công/viên chức
    nhân viên
    công an
    cảnh sát
    csgt
    dân quân
    xã/ấp đội
    chủ tịch
    bí thư
    trưởng ấp/xóm/trạm/phòng/ban/công/khu
    ấp trưởng
    ban ấp
    tổ trưởng
    hội trưởng
    chủ nhiệm
    địa chính
    !tư pháp
    tư pháp xã
    kế toán
    thủ quỹ
    hiệu trưởng
    lãnh đạo
    thanh tra
    kiểm lâm
    một cửa
    tiếp dân
    mấy ổng
    mấy ông/bà/chú/anh xã/ấp/ủy
    ông/bà xã đội
    ông ấp
    ủy ban
    ubnd
    đảng ủy
    official/officials/officer/officers/clerk/chairman/police/policeman
    village/hamlet head/chief
    មន្ត្រី
    មេភូមិ
    មេឃុំ
    ប៉ូលិស
    ប្រធាន
    """
)
"""Somebody who holds an office."""

MISDEED = Phrases(
    """
    nhận/lấy/đòi/voi/vòi/vĩnh/xin/moi/thu/ăn/giấu/đem/cầm/gom/vơ/ôm tiền
    nhận/lấy/đòi/vòi/moi/thu/cầm … triệu/tiền/gạo
    !nhận/lấy/đòi … quà
    !nhận/lấy/đòi/vòi/moi/thu … trăm/ngàn
    cho/là/toàn người nhà/thân/quen
    đưa người/bà/con/vợ/em … vô/vào danh
    lấy tên … vay
    !giả/khống
    đòi/lấy/chiếm/cướp đất
    bán đất công/của/dân
    đe/hăm/hù dọa
    hù đánh
    dọa/nạt dân/tôi/tui/nạt/đánh
    tham ô
    hối lộ
    chiếm … đất
    bao che
    bỏ túi
    đánh người/dân/tôi/tui/em/con/chồng/vợ/ba/má/cháu/đập
    hành hung
    còng tay
    bắt oan/bừa
    hăm he
    không cho nói
    thả thằng/người/nó
    sai quy định
    đánh bài/bạc
    cá độ
    bồ nhí
    vợ bé
    quan hệ bất
    ức hiếp
    đem bán
    ép dân/tôi/tui/ký
    asked/asks/asking/ask/demanded/demands/want/wants/wanted … money
    takes/took/take/steal/stole/steals/stealing/stolen
    beat/beats/beating/hit/threatened/threatens/threatening
    លុយ
    ប្រាក់
    វាយ
    គំរាម
    """
)
"""What is an accusation when somebody in office did it."""

CONDUCT = Phrases(
    """
    thái độ
    hách sách/dịch
    hạch sách
    !quát/nạt/mắng/chửi/nhăn/cằn
    quát/nạt/chửi/mắng tháo/nộ/dân/bới/mỏ/tôi/tui
    nhăn nhó
    cằn nhằn
    la mắng/lối/rầy
    cộc cằn/lốc
    cục cằn/súc
    gắt gỏng
    làm khó
    gây khó/phiền
    nhũng nhiễu
    sách nhiễu
    vòi vĩnh
    cửa quyền
    coi thường/khinh
    khinh thường/dân
    bắt … đi tới/lui/lại/về
    hành dân
    vô lễ/trách/duyên/cảm
    thiếu trách/tôn/lịch
    chậm trễ
    không chịu làm/tiếp/giải/nhận/trả
    không tiếp
    đùn đẩy
    làm ngơ
    !đuổi
    đuổi dân/tôi/tui
    thái độ … khó
    nói năng/chuyện … khó/lớn/hỗn/xấc
    hỗn/xấc/xấc láo
    nhậu/say … giờ/việc/xỉn
    trễ giờ
    đi trễ
    bỏ trực
    rude/impolite/shouted/shouts/yelled/insulted/ignored/unhelpful/lazy
    ឈ្លើយ
    """
)
"""How somebody behaves in office."""
